import { type Accessor, createEffect, createSignal, on, untrack } from "solid-js";
import { withTail } from "../charts/data";
import type { ChartPoint } from "../charts/types";
import { useLive } from "../live/live";

/** The figures of one moment, by metric; what is unknown is absent. */
export type Figures<Metric extends string> = Readonly<Partial<Record<Metric, number>>>;

/** Figures that were seen while the page was open, oldest first. */
export type Tail<Metric extends string> = readonly { readonly at: number; readonly values: Figures<Metric> }[];

const most = 2000;

/** Notes the figures of the present every 10 s, until another thing is shown. While nothing is known of the present, present gives undefined. */
export function createTail<Metric extends string>(id: Accessor<string>, present: Accessor<Figures<Metric> | undefined>): Accessor<Tail<Metric>> {
  const live = useLive();
  const [tail, setTail] = createSignal<Tail<Metric>>([]);
  createEffect(on(id, () => setTail([]), { defer: true }));
  createEffect(
    on(live.now, (at) => {
      const values = untrack(present);
      if (values !== undefined) setTail((before) => [...before.slice(-most), { at, values }]);
    }),
  );
  return tail;
}

/** What is recorded of a metric, and behind it what was seen since, in the same steps. */
export function joined<Metric extends string>(recorded: readonly ChartPoint[], tail: Tail<Metric>, metric: Metric, step: number): ChartPoint[] {
  const newer = tail.flatMap(({ at, values }) => {
    const value = values[metric];
    return value === undefined ? [] : [{ at, value }];
  });
  return withTail(recorded, newer, step);
}
