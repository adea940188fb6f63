import { clockTime, dayAndTime, duration } from "../lib/time";
import { unwatched, within } from "./data";
import type { ChartLine, ChartWindow } from "./types";

/** What a chart shows, in a sentence for those who listen. */
export interface Summary {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  readonly window: ChartWindow;
  readonly format: (value: number) => string;
  readonly trigger?: number;
  /** What came from the records of the server. */
  readonly filled?: readonly ChartWindow[];
}

/** "CPU, 10:32 to 14:32: now 56 %, lowest 31 % at 11:02, highest 84 % at 09:49. Not watched for 13 min." */
export function summaryOf(chart: Summary): string {
  const { title, lines, window, trigger } = chart;
  const parts = lines.map((line) => lineWords(line, lines.length > 1, chart));
  const over = lines.reduce((sum, line) => sum + timeAbove(line, window, trigger), 0);
  const missing = unwatched(lines, window).reduce((sum, gap) => sum + Math.min(gap.to, window.to) - Math.max(gap.from, window.from), 0);
  const sentences = [`${title}, ${moment(window.from, window)} to ${moment(window.to, window)}: ${parts.join("; ")}.`];
  if (over > 0) sentences.push(`Above its trigger for ${duration(over)}.`);
  const filled = (chart.filled ?? []).reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, window.to) - Math.max(from, window.from)), 0);
  if (filled > 0) sentences.push(`Filled from the node's own records for ${duration(filled)}.`);
  if (missing > 0) sentences.push(`Not watched for ${duration(missing)}.`);
  return sentences.join(" ");
}

function lineWords(line: ChartLine, named: boolean, { window, format }: Summary): string {
  const points = within(line.points, window);
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return named ? `${line.name} is unknown` : "nothing is known";
  const lowest = points.reduce((low, point) => (point.value < low.value ? point : low), first);
  const highest = points.reduce((high, point) => (point.value > high.value ? point : high), first);
  const words = `${format(last.value)} at the end, lowest ${format(lowest.value)} at ${moment(lowest.at, window)}, highest ${format(highest.value)} at ${moment(highest.at, window)}`;
  return named ? `${line.name} ${words}` : words;
}

/** Time between points of which the first is at or above the trigger. */
function timeAbove(line: ChartLine, window: ChartWindow, trigger: number | undefined): number {
  if (trigger === undefined) return 0;
  const points = within(line.points, window);
  return points.reduce((sum, point, index) => {
    const next = points[index + 1];
    return next !== undefined && point.value >= trigger ? sum + next.at - point.at : sum;
  }, 0);
}

const day = 24 * 60 * 60 * 1000;

/** The time of day, with the day in windows that are longer than one. */
function moment(at: number, { from, to }: ChartWindow): string {
  return to - from > day ? dayAndTime(at, to) : clockTime(at);
}

/** "10:32 – 14:32" today, with the day when it is another one; "3 Feb – 5 Mar" for longer windows. */
export function windowWords({ from, to }: ChartWindow): string {
  if (to - from > 6 * day) return `${dateOf(from, to)} – ${dateOf(to, to)}`;
  const weekday = (at: number) => new Date(at).toLocaleDateString("en-GB", { weekday: "short" });
  const sameDay = new Date(from).toDateString() === new Date(to).toDateString();
  return `${weekday(from)} ${clockTime(from)} – ${sameDay ? "" : `${weekday(to)} `}${clockTime(to)}`;
}

function dateOf(at: number, to: number): string {
  const sameYear = new Date(at).getFullYear() === new Date(to).getFullYear();
  return new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: sameYear ? undefined : "numeric" });
}
