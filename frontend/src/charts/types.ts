import type { Tone } from "../lib/status";

/** One value of a line; low and high when it stands for a span of time. */
export interface ChartPoint {
  readonly at: number;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** One line of a chart. */
export interface ChartLine {
  readonly name: string;
  /** Oldest first. */
  readonly points: readonly ChartPoint[];
}

/** A stretch of the lane under the plot: something that lasted. */
export interface ChartSpan {
  readonly from: number;
  /** Absent while it lasts. */
  readonly to?: number;
  readonly tone: Tone;
  readonly label: string;
}

/** A piece of time, in milliseconds. */
export interface ChartWindow {
  readonly from: number;
  readonly to: number;
}
