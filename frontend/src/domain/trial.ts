import { median } from "../lib/median";
import { type QuietHours, isQuiet } from "./quietHours";
import type { Alert } from "./types";

/** One time that a rule fired or would have. */
export interface TrialFiring {
  readonly resourceId: string;
  readonly start: number;
  readonly end?: number;
  readonly level: "warning" | "critical";
  readonly planned: boolean;
}

/** What a rule makes of the past, in figures. */
export interface TrialFigures {
  readonly alerts: number;
  readonly quiet: number;
  readonly short: number;
  readonly planned: number;
  /** Milliseconds; undefined when nothing fired. */
  readonly medianLength: number | undefined;
}

const tenMinutes = 10 * 60 * 1000;

/** Counts what a rule makes of the past. What still lasts ends now. */
export function figuresOf(firings: readonly TrialFiring[], quiet: QuietHours, now: number): TrialFigures {
  const lengths = firings.map((one) => lengthOf(one, now));
  return {
    alerts: firings.length,
    quiet: firings.filter(({ start }) => isQuiet(quiet, start)).length,
    short: lengths.filter((length) => length < tenMinutes).length,
    planned: firings.filter(({ planned }) => planned).length,
    medianLength: lengths.length === 0 ? undefined : median(lengths),
  };
}

function lengthOf({ start, end }: TrialFiring, now: number): number {
  return Math.max(0, (end ?? now) - start);
}

/** A firing held against the other rule: it fires with both, no longer, or only with the new one. */
export interface Compared {
  readonly firing: TrialFiring;
  readonly fate: "both" | "gone" | "new";
}

/** The firings of one resource, before and after. */
export interface ComparedResource {
  readonly resourceId: string;
  readonly before: number;
  readonly after: number;
  readonly firings: readonly Compared[];
}

/** Holds the firings of two rules against each other, resource by resource, those with the most firings first. */
export function compared(current: readonly TrialFiring[], proposed: readonly TrialFiring[], now: number): ComparedResource[] {
  const ids = [...new Set([...current, ...proposed].map(({ resourceId }) => resourceId))];
  const rows = ids.map((resourceId): ComparedResource => {
    const [old, next] = [current, proposed].map((list) => list.filter((one) => one.resourceId === resourceId));
    const [before, after] = [old ?? [], next ?? []];
    const gone = before.filter((one) => !after.some((other) => overlaps(one, other, now))).map((firing) => ({ firing, fate: "gone" as const }));
    const kept = after.map((firing) => ({ firing, fate: before.some((other) => overlaps(firing, other, now)) ? ("both" as const) : ("new" as const) }));
    return { resourceId, before: before.length, after: after.length, firings: [...gone, ...kept].sort((a, b) => a.firing.start - b.firing.start) };
  });
  return rows.sort((a, b) => Math.max(b.before, b.after) - Math.max(a.before, a.after));
}

function overlaps(a: TrialFiring, b: TrialFiring, now: number): boolean {
  return a.start <= (b.end ?? now) && b.start <= (a.end ?? now);
}

/** What becomes of the alerts that somebody acted on. */
export interface Acted {
  readonly all: number;
  readonly kept: number;
  /** How much later they come on average, in milliseconds. */
  readonly later: number;
}

/** Looks for the alerts that somebody acknowledged among the firings of the new rule. */
export function actedOn(alerts: readonly Alert[], proposed: readonly TrialFiring[], now: number): Acted {
  const acted = alerts.filter((alert) => alert.acknowledged && alert.startTime !== undefined);
  const delays = acted.flatMap((alert) => {
    const start = alert.startTime ?? now;
    const own = { resourceId: alert.resourceId, start, end: alert.resolvedTime, level: alert.level, planned: false };
    const match = proposed.find((one) => one.resourceId === alert.resourceId && overlaps(one, own, now));
    return match === undefined ? [] : [Math.max(0, match.start - start)];
  });
  return { all: acted.length, kept: delays.length, later: delays.length === 0 ? 0 : delays.reduce((sum, one) => sum + one, 0) / delays.length };
}

/** "16 alerts instead of 59, and nothing real is missed." */
export function trialSentence(before: number, after: number, acted: Acted): string {
  const count = after === 0 ? "No alert" : `${after} ${after === 1 ? "alert" : "alerts"}`;
  const change = before === after ? `${count}, as now` : `${count} instead of ${before}`;
  if (acted.all === 0 || before === after) return `${change}.`;
  return acted.kept === acted.all ? `${change}, and nothing real is missed.` : `${change}, but ${acted.all - acted.kept} that somebody acted on would be missed.`;
}
