import { limitOf, subjectOf, valueOf, whereOf } from "../../domain/alerts";
import type { Alert, Level } from "../../domain/types";
import { byText, sorted } from "../../lib/compare";
import { csvOf } from "../../lib/csv";
import { type Degrees, withDegrees } from "../../lib/temperature";

/** How far back the list goes. */
export const spans = ["24h", "7d", "30d"] as const;

/** One of them. */
export type Span = (typeof spans)[number];

const day = 24 * 60 * 60 * 1000;
const lengths: Record<Span, number> = { "24h": day, "7d": 7 * day, "30d": 30 * day };

/** The oldest start of a span. */
export function beginOf(span: Span, now: number): number {
  return now - lengths[span];
}

/** How bad. */
export type Severity = Level | "all";

/** The alerts of a severity. */
export function ofSeverity(alerts: readonly Alert[], severity: Severity): Alert[] {
  return severity === "all" ? [...alerts] : alerts.filter(({ level }) => level === severity);
}

/** Whether an alert lasted at any moment of a piece of time. */
export function touches(alert: Alert, piece: { readonly from: number; readonly to: number } | undefined, now: number): boolean {
  if (piece === undefined) return true;
  const end = alert.resolvedTime ?? alert.lastSeen ?? now;
  return alert.startTime !== undefined && alert.startTime <= piece.to && end >= piece.from;
}

/** What the alerts are about: types with their names, by name. */
export function kindsIn(alerts: readonly Alert[]): (readonly [type: string, name: string])[] {
  const found = new Map(alerts.map((alert) => [alert.type, subjectOf(alert)]));
  return sorted(found, byText(([, name]) => name));
}

/** How many alerts lasted in each of so many equal pieces of a time. */
export function strip(alerts: readonly Alert[], from: number, to: number, pieces: number): { readonly critical: number; readonly warning: number }[] {
  const step = (to - from) / pieces;
  return Array.from({ length: pieces }, (_, index) => {
    const piece = { from: from + index * step, to: from + (index + 1) * step };
    const here = alerts.filter((alert) => touches(alert, piece, to));
    const critical = here.filter(({ level }) => level === "critical").length;
    return { critical, warning: here.length - critical };
  });
}

/** How long it lasted, or lasts; undefined when nobody knows. */
export function lengthOfAlert(alert: Alert, isActive: boolean, now: number): number | undefined {
  if (alert.startTime === undefined) return undefined;
  const end = alert.resolvedTime ?? (isActive ? now : alert.lastSeen);
  return end === undefined ? undefined : Math.max(0, end - alert.startTime);
}

/** The alerts as a table file; times in UTC. */
export function alertsAsCsv(alerts: readonly Alert[], degrees: Degrees): string {
  const time = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());
  return csvOf(
    ["started", "ended", "severity", "resource", "where", "about", "value", "threshold", "acknowledged_by", "message"],
    alerts.map((alert) => [
      time(alert.startTime),
      time(alert.resolvedTime),
      alert.level,
      alert.resourceName,
      whereOf(alert),
      subjectOf(alert),
      plain(valueOf(alert, degrees)),
      plain(limitOf(alert, degrees)),
      alert.acknowledged ? (alert.ackUser ?? "yes") : undefined,
      withDegrees(alert.message, degrees),
    ]),
  );
}

/** Narrow spaces are for screens. */
function plain(text: string): string {
  return text.replaceAll("\u202f", " ");
}
