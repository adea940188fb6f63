import type uPlot from "uplot";
import { clockTime } from "../lib/time";
import { type ChartColors, withAlpha } from "./colors";

/** How a chart is set up; what changes while it lives is read through functions. */
export interface Setup {
  readonly width: number;
  readonly height: number;
  readonly lines: number;
  readonly colors: ChartColors;
  /** Charts with the same word share the cursor. */
  readonly group: string;
  readonly window: () => readonly [number, number];
  readonly top: () => number;
  readonly label: (value: number) => string;
  readonly behind: (plot: uPlot) => void;
  readonly inFront: (plot: uPlot) => void;
  /** Told the time under the cursor and its place in pixels; undefined when it leaves. */
  readonly onCursor: (at: number | undefined, left: number) => void;
  readonly onZoom: (from: number, to: number) => void;
  readonly onBack: () => void;
}

const day = 24 * 60 * 60 * 1000;
const dashes: readonly (number[] | undefined)[] = [undefined, undefined, [6, 3], [2, 3], [8, 3, 2, 3], [4, 4]];

/** The options of the chart library for one chart. */
export function optionsOf(setup: Setup): uPlot.Options {
  return {
    width: setup.width,
    height: setup.height,
    ms: 1,
    padding: [6, 6, 0, 0],
    legend: { show: false },
    scales: { x: { time: true, range: () => [...setup.window()] }, y: { range: () => [0, setup.top()] } },
    axes: axesOf(setup),
    series: [{}, ...Array.from({ length: setup.lines }, (_, index) => seriesOf(index, setup)).flat()],
    bands: Array.from({ length: setup.lines }, (_, index) => ({
      series: [3 * index + 3, 3 * index + 1] as uPlot.Band.Bounds,
      fill: withAlpha(setup.colors.lines[index] ?? "", 0.16),
    })),
    cursor: {
      y: false,
      sync: { key: setup.group, scales: ["x", null] },
      drag: { x: true, y: false, setScale: false },
      points: { size: 6, width: 1.5, stroke: setup.colors.surface, show: true },
      bind: {
        dblclick: () => () => {
          setup.onBack();
          return null;
        },
      },
    },
    hooks: hooksOf(setup),
  };
}

function axesOf({ colors, label, window }: Setup): uPlot.Axis[] {
  const common = { stroke: colors.faint, font: colors.font, ticks: { show: false } };
  const long = () => window()[1] - window()[0] > 1.5 * day;
  return [
    {
      ...common,
      grid: { show: false },
      size: 30,
      gap: 12,
      space: 58,
      values: (_, times) => times.map((time) => (long() ? dayName(time, window()[1] - window()[0]) : clockTime(time))),
      incrs: [...[1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720].map((minutes) => minutes * 60_000), ...[1, 2, 7, 14, 30, 61, 91].map((days) => days * day)],
    },
    {
      ...common,
      grid: { stroke: colors.grid, width: 1 },
      size: 40,
      gap: 6,
      splits: (plot) => [0, 0.5, 1].map((share) => share * (plot.scales.y?.max ?? 1)),
      values: (_, values) => values.map(label),
    },
  ];
}

/** "Thu 5" in a week, "5 Mar" in longer windows. */
function dayName(time: number, length: number): string {
  return new Date(time).toLocaleDateString("en-GB", length > 8 * day ? { day: "numeric", month: "short" } : { weekday: "short", day: "numeric" });
}

/** Lowest, mean and highest value of a line; only the mean is drawn as a line. */
function seriesOf(index: number, { colors }: Setup): uPlot.Series[] {
  const edge: uPlot.Series = { stroke: "transparent", width: 0, points: { show: false } };
  return [edge, { stroke: colors.lines[index], width: 1.5, dash: dashes[index], points: { show: false } }, edge];
}

function hooksOf(setup: Setup): uPlot.Hooks.Arrays {
  return {
    drawClear: [setup.behind],
    draw: [setup.inFront],
    setCursor: [
      (plot) => {
        const left = plot.cursor.left ?? -1;
        setup.onCursor(left < 0 ? undefined : plot.posToVal(left, "x"), left);
      },
    ],
    setSelect: [
      (plot) => {
        const { left, width } = plot.select;
        if (width < 5) return;
        setup.onZoom(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      },
    ],
  };
}
