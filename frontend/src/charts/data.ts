import type { ChartLine, ChartPoint, ChartWindow } from "./types";

/** A cell: null breaks the line, undefined only has no value of its own. */
type Cell = number | null | undefined;

/** Columns as the chart library wants them: the times, then low, mean and high of each line. */
export type Columns = [times: number[], ...columns: Cell[][]];

/** Longest distance between neighbours that still is one line, as a multiple of the usual distance. */
const patience = 3;
const shortestGap = 45_000;

/**
 * The lines over one common list of times. Between points that are farther
 * apart than usual a time without values is put, so that no line crosses a gap.
 */
export function columnsOf(lines: readonly ChartLine[]): Columns {
  const breaks = new Set(gapsOf(lines).map(({ from }) => from + 1));
  const times = [...new Set([...timesOf(lines), ...breaks])].sort((a, b) => a - b);
  const columns = lines.flatMap(({ points }) => {
    const at = new Map(points.map((point) => [point.at, point]));
    const column = (of: (point: ChartPoint) => number) =>
      times.map((time) => {
        const point = at.get(time);
        return point === undefined ? (breaks.has(time) ? null : undefined) : of(point);
      });
    return [column(({ low, value }) => low ?? value), column(({ value }) => value), column(({ high, value }) => high ?? value)];
  });
  return [times, ...columns];
}

/** The stretches between points in which nothing was recorded for any line. */
export function gapsOf(lines: readonly ChartLine[]): ChartWindow[] {
  const times = timesOf(lines);
  const longest = longestStep(times);
  return times.flatMap((time, index) => {
    const before = times[index - 1];
    return before !== undefined && time - before > longest ? [{ from: before, to: time }] : [];
  });
}

/** What of the window was not watched: gaps, and what lies before the first and behind the last point. */
export function unwatched(lines: readonly ChartLine[], window: ChartWindow): ChartWindow[] {
  const times = timesOf(lines);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return [window];
  const longest = longestStep(times);
  const before = first - window.from > longest ? [{ from: window.from, to: first }] : [];
  const after = window.to - last > longest ? [{ from: last, to: window.to }] : [];
  return [...before, ...gapsOf(lines), ...after].filter(({ from, to }) => to > window.from && from < window.to);
}

/** The points of a line inside of the window. */
export function within(points: readonly ChartPoint[], { from, to }: ChartWindow): ChartPoint[] {
  return points.filter(({ at }) => at >= from && at <= to);
}

/** A point with its values changed, all in the same way. */
export function eachValue({ at, value, low, high }: ChartPoint, change: (value: number) => number): ChartPoint {
  const changed = (bound: number | undefined) => (bound === undefined ? undefined : change(bound));
  return { at, value: change(value), low: changed(low), high: changed(high) };
}

/** Recorded points, and behind them newer ones in the same steps. */
export function withTail(recorded: readonly ChartPoint[], newer: readonly ChartPoint[], step: number): ChartPoint[] {
  const all = [...recorded];
  for (const point of newer) {
    const last = all.at(-1);
    if (last === undefined || point.at >= last.at + Math.max(5000, step)) all.push(point);
  }
  return all;
}

/** All times of the lines, oldest first, each once. */
function timesOf(lines: readonly ChartLine[]): number[] {
  return [...new Set(lines.flatMap(({ points }) => points.map(({ at }) => at)))].sort((a, b) => a - b);
}

/** Up to which distance neighbours belong together. */
function longestStep(times: readonly number[]): number {
  const steps = times.slice(1).map((time, index) => time - (times[index] ?? time)).sort((a, b) => a - b);
  return Math.max(shortestGap, (steps[Math.floor(steps.length / 2)] ?? 0) * patience);
}

/** The top of a scale that begins at 0: a round number a little above the highest value. */
export function niceTop(lines: readonly ChartLine[], window: ChartWindow, least: number): number {
  const highest = Math.max(0, ...lines.flatMap(({ points }) => within(points, window).map(({ value, high }) => high ?? value)));
  const needed = Math.max(least, highest * 1.02);
  const size = 10 ** Math.floor(Math.log10(needed));
  const step = [1, 2, 4, 5, 10].find((factor) => factor * size >= needed) ?? 20;
  return step * size;
}

/** Value of a line at a time: the nearest point, if one is near enough. */
export function valueNear(points: readonly ChartPoint[], at: number | undefined): number | undefined {
  if (at === undefined) return undefined;
  let nearest: ChartPoint | undefined;
  for (const point of points) {
    if (nearest === undefined || Math.abs(point.at - at) < Math.abs(nearest.at - at)) nearest = point;
  }
  const allowed = longestStep(points.map((point) => point.at));
  return nearest === undefined || Math.abs(nearest.at - at) > allowed ? undefined : nearest.value;
}
