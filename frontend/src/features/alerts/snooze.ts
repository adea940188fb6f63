import type { SnoozeEnd } from "../../api/alerts";

const hour = 60 * 60 * 1000;

/** A way to leave an alert alone for a while. */
export interface SnoozeChoice {
  readonly label: string;
  readonly end: (now: number) => SnoozeEnd;
}

/** The ways, in the order in which they are offered. */
export const snoozeChoices: readonly SnoozeChoice[] = [
  { label: "1 h", end: (now) => ({ until: now + hour }) },
  { label: "4 h", end: (now) => ({ until: now + 4 * hour }) },
  { label: "tomorrow 08:00", end: (now) => ({ until: tomorrowMorning(now) }) },
  { label: "until resolved", end: () => ({ untilResolved: true }) },
];

/** Eight o'clock of the next day, where the person is. */
export function tomorrowMorning(now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1, 8).getTime();
}
