import { type Accessor, createEffect, createMemo, createSignal, on, untrack } from "solid-js";
import { withTail } from "../../charts/data";
import type { ChartPoint, ChartWindow } from "../../charts/types";
import type { ChartView } from "../../charts/view";
import { hasFigures } from "../../domain/guests";
import type { Guest } from "../../domain/types";
import { useLive } from "../../live/live";
import { createPast } from "../past";

/** The series of a guest, recorded and live. */
export interface GuestSeries {
  /** The points of a series by its name on the wire, in percent or MB/s. */
  points(name: SeriesName): readonly ChartPoint[];
  /** What came from the records of the node. */
  readonly filled: Accessor<readonly ChartWindow[]>;
  readonly loading: Accessor<boolean>;
  /** Why the recorded part could not be read. */
  readonly error: Accessor<string | undefined>;
  retry(): void;
}

/** The series that a guest has. */
export type SeriesName = "cpu" | "memory" | "diskread" | "diskwrite" | "netin" | "netout";

const names: readonly SeriesName[] = ["cpu", "memory", "diskread", "diskwrite", "netin", "netout"];
const megabyte = 1e6;

/** Reads what the view needs, and appends the present every 10 s. */
export function createGuestSeries(guest: Accessor<Guest>, view: ChartView): GuestSeries {
  const live = useLive();
  const past = createPast(() => guest().id, names, view);
  const [tail, setTail] = createSignal<Tail>([]);
  createEffect(on(() => guest().id, () => setTail([]), { defer: true }));
  createEffect(
    on(live.now, (now) => {
      const values = presentValues(untrack(guest));
      if (values !== undefined) setTail((before) => [...before.slice(-2000), { at: now, values }]);
    }),
  );
  const known = createMemo(() => new Map(names.map((name) => [name, joined(past.points(name), tail(), name, past.step())])));
  return {
    points: (name) => known().get(name) ?? [],
    filled: past.filled,
    loading: past.loading,
    error: past.error,
    retry: past.retry,
  };
}

/** Values of the present, seen while the page is open. */
export type Tail = readonly { readonly at: number; readonly values: Partial<Record<SeriesName, number>> }[];

/** The recorded points and behind them those of the page, in the units of the charts. */
export function joined(recorded: readonly ChartPoint[], tail: Tail, name: SeriesName, step: number): ChartPoint[] {
  const scale = name === "cpu" || name === "memory" ? 1 : megabyte;
  const points = recorded.filter(({ value }) => value >= 0).map(({ at, value, low, high }) => ({ at, value: value / scale, low: scaled(low, scale), high: scaled(high, scale) }));
  const newer = tail.flatMap(({ at, values }) => {
    const value = values[name];
    return value === undefined ? [] : [{ at, value: value / scale }];
  });
  return withTail(points, newer, step);
}

function scaled(value: number | undefined, scale: number): number | undefined {
  return value === undefined ? undefined : value / scale;
}

/** The figures of now, in the units of the wire; undefined when nothing is known of the present. */
export function presentValues(guest: Guest): Partial<Record<SeriesName, number>> | undefined {
  if (guest.stale === true || !hasFigures(guest)) return undefined;
  return {
    cpu: guest.cpu === undefined ? undefined : guest.cpu * 100,
    memory: guest.memory?.usage,
    diskread: guest.diskRead,
    diskwrite: guest.diskWrite,
    netin: guest.networkIn,
    netout: guest.networkOut,
  };
}
