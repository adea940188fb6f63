import type { Alert } from "./types";

/** Ten minutes of the strip: how many alerts were active that nobody had acknowledged. */
export interface Tick {
  readonly critical: number;
  readonly warning: number;
}

const tickMs = 10 * 60 * 1000;
const ticksOfADay = 144;

/** The last 24 hours in 144 ticks, oldest first, from all alerts that touch them. */
export function ticksOf(alerts: Iterable<Alert>, now: number): Tick[] {
  const begin = now - ticksOfADay * tickMs;
  const ticks = Array.from({ length: ticksOfADay }, () => ({ critical: 0, warning: 0 }));
  for (const alert of alerts) {
    const start = alert.startTime;
    const end = Math.min(alert.ackTime ?? now, alert.resolvedTime ?? now);
    if (start === undefined || end < begin) continue;
    const first = Math.max(0, Math.floor((start - begin) / tickMs));
    const last = Math.min(ticksOfADay - 1, Math.floor((end - begin) / tickMs));
    for (const tick of ticks.slice(first, last + 1)) tick[alert.level] += 1;
  }
  return ticks;
}
