import { clockTime, duration } from "../lib/time";
import { unwatched, within } from "./data";
import type { ChartLine, ChartWindow } from "./types";

/** What a chart shows, in a sentence for those who listen. */
export interface Summary {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  readonly window: ChartWindow;
  readonly format: (value: number) => string;
  readonly trigger?: number;
}

/** "CPU, 10:32 to 14:32: now 56 %, lowest 31 % at 11:02, highest 84 % at 09:49. Not watched for 13 min." */
export function summaryOf(chart: Summary): string {
  const { title, lines, window, trigger } = chart;
  const parts = lines.map((line) => lineWords(line, lines.length > 1, chart));
  const over = lines.reduce((sum, line) => sum + timeAbove(line, window, trigger), 0);
  const missing = unwatched(lines, window).reduce((sum, gap) => sum + Math.min(gap.to, window.to) - Math.max(gap.from, window.from), 0);
  const sentences = [`${title}, ${clockTime(window.from)} to ${clockTime(window.to)}: ${parts.join("; ")}.`];
  if (over > 0) sentences.push(`Above its trigger for ${duration(over)}.`);
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
  const words = `${format(last.value)} at the end, lowest ${format(lowest.value)} at ${clockTime(lowest.at)}, highest ${format(highest.value)} at ${clockTime(highest.at)}`;
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

/** "10:32 – 14:32" today, with the day when it is another one. */
export function windowWords({ from, to }: ChartWindow): string {
  const day = (at: number) => new Date(at).toLocaleDateString("en-GB", { weekday: "short" });
  const sameDay = new Date(from).toDateString() === new Date(to).toDateString();
  return `${day(from)} ${clockTime(from)} – ${sameDay ? "" : `${day(to)} `}${clockTime(to)}`;
}
