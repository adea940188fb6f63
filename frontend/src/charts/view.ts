import { type Accessor, createMemo, createSignal } from "solid-js";
import type { ChartWindow } from "./types";

/** The ranges that can be chosen, shortest first. */
export const ranges = ["1h", "6h", "24h", "7d", "30d", "90d", "1y"] as const;

/** One of the ranges. */
export type Range = (typeof ranges)[number];

const hour = 60 * 60 * 1000;
const day = 24 * hour;
const lengths: Record<Range, number> = { "1h": hour, "6h": 6 * hour, "24h": day, "7d": 7 * day, "30d": 30 * day, "90d": 90 * day, "1y": 365 * day };

/** The range of a page that was not told another. */
export const usualRange: Range = "6h";
const shortest = 2 * 60 * 1000;

/** How long a range is, in milliseconds. */
export function lengthOf(range: Range): number {
  return lengths[range];
}

/** What part of the past the charts of a page show. */
export interface ChartView {
  readonly range: Accessor<Range>;
  /** The part that is shown. */
  readonly window: Accessor<ChartWindow>;
  /** Whether it ends now and follows the present. */
  readonly live: Accessor<boolean>;
  readonly zoomed: Accessor<boolean>;
  choose(range: Range): void;
  zoom(window: ChartWindow): void;
  /** Goes back by one zoom or shift. */
  back(): void;
  /** Moves by half a window: -1 into the past, 1 towards the present. */
  shift(direction: -1 | 1): void;
  /** Follows the present again. */
  follow(): void;
}

/** Where a view begins, and who is told when it changes. */
export interface ChartViewOptions {
  readonly range?: Range;
  readonly fixed?: ChartWindow;
  readonly onChange?: (range: Range, fixed: ChartWindow | undefined) => void;
}

/** Creates the view that all charts of a page share. */
export function createChartView(now: Accessor<number>, options: ChartViewOptions = {}): ChartView {
  const [range, setRange] = createSignal<Range>(options.range ?? usualRange);
  const [steps, setSteps] = createSignal<readonly ChartWindow[]>(options.fixed === undefined ? [] : [options.fixed]);
  const fixed = () => steps().at(-1);
  const window = createMemo(() => fixed() ?? { from: now() - lengths[range()], to: now() });
  const go = (next: readonly ChartWindow[]) => {
    setSteps(next);
    options.onChange?.(range(), next.at(-1));
  };
  return {
    range,
    window,
    live: () => fixed() === undefined,
    zoomed: () => steps().length > 0,
    choose(next) {
      setRange(next);
      go([]);
    },
    zoom(wanted) {
      const next = bounded(wanted, now());
      if (next.to - next.from >= shortest && !isSame(next, fixed())) go([...steps(), next]);
    },
    back: () => go(steps().slice(0, -1)),
    shift(direction) {
      const { from, to } = window();
      const by = ((to - from) / 2) * direction;
      const next = bounded({ from: from + by, to: to + by }, now());
      if (direction === 1 && next.to >= now() && next.to - next.from >= lengths[range()] - 1000) go([]);
      else go([...steps().slice(0, -1), next]);
    },
    follow: () => go([]),
  };
}

/** Charts that share a cursor all tell the same zoom, each from its own pixels. */
function isSame(a: ChartWindow, b: ChartWindow | undefined): boolean {
  const near = (a.to - a.from) / 50;
  return b !== undefined && Math.abs(a.from - b.from) < near && Math.abs(a.to - b.to) < near;
}

/** Keeps a window between a year ago and now, at its length. */
export function bounded({ from, to }: ChartWindow, now: number): ChartWindow {
  const length = Math.min(to - from, lengths["1y"]);
  const start = Math.max(now - lengths["1y"], Math.min(from, now - length));
  return { from: start, to: start + length };
}
