import type { Point } from "../../api/charts";
import type { Forecast } from "../../domain/forecast";

/** Values in equal steps from old to new; undefined where nothing is known. */
export type Trend = readonly (number | undefined)[];

/** How many days a trend looks back, and on. */
export const trendDays = 45;

const day = 24 * 60 * 60_000;

/** The mean of every day up to now. */
export function dailyMeans(points: readonly Point[], now: number): Trend {
  const sums = Array.from({ length: trendDays }, () => ({ total: 0, count: 0 }));
  for (const { at, value } of points) {
    const slot = sums[Math.min(trendDays - 1, Math.floor((at - now) / day) + trendDays)];
    if (slot === undefined || value < 0) continue;
    slot.total += value;
    slot.count += 1;
  }
  return sums.map(({ total, count }) => (count === 0 ? undefined : total / count));
}

/**
 * The percent in use on the days to come, by the forecast; nothing where it
 * does not say how fast the place fills, and no further than it is full.
 */
export function daysOn(forecast: Forecast | undefined, usage: number | undefined, size: number | undefined): readonly number[] {
  if (forecast?.outlook !== "growing" && forecast?.outlook !== "steady") return [];
  if (usage === undefined || size === undefined || size <= 0) return [];
  const daily = forecast.outlook === "steady" ? 0 : ((forecast.bytesPerDay ?? 0) / size) * 100;
  return Array.from({ length: trendDays }, (_, index) => usage + daily * (index + 1)).filter((value) => value <= 100);
}
