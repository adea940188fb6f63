import type { Point } from "../../api/charts";

/** Values in equal steps from old to new; undefined where nothing is known. */
export type Trend = readonly (number | undefined)[];

const steps = 84;

/** The points in equal steps up to now: the mean of each step. */
export function slots(points: readonly Point[], now: number, length: number): Trend {
  const sums = Array.from({ length: steps }, () => ({ total: 0, count: 0 }));
  for (const { at, value } of points) {
    const slot = sums[Math.min(steps - 1, Math.floor(((at - (now - length)) / length) * steps))];
    if (slot === undefined || value < 0) continue;
    slot.total += value;
    slot.count += 1;
  }
  return sums.map(({ total, count }) => (count === 0 ? undefined : total / count));
}
