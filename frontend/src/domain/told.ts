import { clockTime } from "../lib/time";

/** Who is told about alerts. */
export interface Told {
  /** E-mail and the webhooks that are on. */
  readonly channels: readonly string[];
  /** The computer that shows the window, where it shows notices; absent in a browser and when they are off. */
  readonly computer?: { readonly pausedUntil?: number };
}

/** The names of those who are told; undefined when that is not known. */
export function toldNames(told: Told | undefined, now: number): readonly string[] | undefined {
  if (told?.computer === undefined) return told?.channels;
  const { pausedUntil = 0 } = told.computer;
  return [pausedUntil > now ? `this computer (paused until ${clockTime(pausedUntil)})` : "this computer", ...told.channels];
}
