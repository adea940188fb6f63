import { byTrouble, isNew, subjectOf, whereOf } from "../../domain/alerts";
import type { Alert } from "../../domain/types";
import { byNumberDown, sorted } from "../../lib/compare";

/** Alerts under one head. */
export interface AlertGroup {
  readonly name: string;
  readonly alerts: readonly Alert[];
  /** They are over. */
  readonly over?: boolean;
}

const hour = 60 * 60 * 1000;

/** The active alerts by urgency, and those that ended in the last hour. Empty groups are left out. */
export function alertGroups(active: readonly Alert[], resolved: readonly Alert[], now: number): AlertGroup[] {
  const ordered = sorted(active, byTrouble(now));
  const open = ordered.filter((alert) => isNew(alert, now));
  const recent = resolved.filter(({ resolvedTime }) => resolvedTime !== undefined && now - resolvedTime < hour);
  const groups: AlertGroup[] = [
    { name: "Critical", alerts: open.filter(({ level }) => level === "critical") },
    { name: "Warning", alerts: open.filter(({ level }) => level === "warning") },
    { name: "Seen and snoozed", alerts: ordered.filter((alert) => !isNew(alert, now)) },
    { name: "Resolved in the last hour", alerts: sorted(recent, byNumberDown(({ resolvedTime }) => resolvedTime)), over: true },
  ];
  return groups.filter(({ alerts }) => alerts.length > 0);
}

/** The alerts in whose name, place, kind or message all words occur. */
export function matchingAlerts(alerts: readonly Alert[], query: string): Alert[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return alerts.filter((alert) => {
    const text = [alert.resourceName, alert.type, subjectOf(alert), whereOf(alert), alert.instance, alert.message, alert.level].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** "2 critical, 3 warnings", or that there is nothing. */
export function countWords(active: readonly Alert[], now: number): string {
  const open = active.filter((alert) => isNew(alert, now));
  const critical = open.filter(({ level }) => level === "critical").length;
  const warnings = open.length - critical;
  if (open.length === 0) return "Nothing new";
  return [critical > 0 ? `${critical} critical` : "", warnings > 0 ? `${warnings} ${warnings === 1 ? "warning" : "warnings"}` : ""].filter((part) => part !== "").join(", ");
}
