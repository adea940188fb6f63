import { capital, inWords } from "../lib/words";
import { isNew } from "./alerts";
import type { GuestCounts } from "./guests";
import type { Alert } from "./types";

/** The sentence at the top of the overview: is it fine, and if not, how bad. */
export function overviewSentence(alerts: readonly Alert[], now: number): string {
  const open = alerts.filter((alert) => isNew(alert, now));
  const critical = open.filter((alert) => alert.level === "critical").length;
  const others = open.length - critical;
  if (open.length === 0) return "Everything is fine.";
  if (critical === 0) return `${things(others)} ${others === 1 ? "needs" : "need"} a look.`;
  const first = `${things(critical)} ${critical === 1 ? "is" : "are"} critical`;
  if (others === 0) return `${first}.`;
  return `${first}, ${inWords(others)} more ${others === 1 ? "needs" : "need"} a look.`;
}

/** "32 of 39 guests running, 4 unknown, 2 stopped, 1 in its backup." */
export function guestsSentence(counts: GuestCounts): string {
  if (counts.total === 0) return "No guests yet.";
  const parts = [`${counts.running} of ${counts.total} guests running`];
  if (counts.unknown > 0) parts.push(`${counts.unknown} unknown`);
  if (counts.stopped > 0) parts.push(`${counts.stopped} stopped`);
  if (counts.planned > 0) parts.push(`${counts.planned} planned`);
  return `${parts.join(", ")}.`;
}

/** "5 new · web-02 seen by mara": what stands behind the head of the list. */
export function attentionFact(alerts: readonly Alert[], now: number): string {
  const open = alerts.filter((alert) => isNew(alert, now)).length;
  const seen = alerts.filter((alert) => alert.acknowledged);
  const snoozed = alerts.filter((alert) => !alert.acknowledged && (alert.snoozedUntil ?? 0) > now).length;
  const parts = [`${open} new`];
  const [only] = seen;
  if (seen.length === 1 && only !== undefined) {
    parts.push(only.ackUser === undefined ? `${only.resourceName} seen` : `${only.resourceName} seen by ${only.ackUser}`);
  } else if (seen.length > 1) {
    parts.push(`${seen.length} seen`);
  }
  if (snoozed > 0) parts.push(`${snoozed} snoozed`);
  return parts.join(" · ");
}

function things(count: number): string {
  return capital(`${inWords(count)} ${count === 1 ? "thing" : "things"}`);
}
