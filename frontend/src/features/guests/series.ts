import { type Accessor, createMemo } from "solid-js";
import { eachValue } from "../../charts/data";
import type { ChartPoint, ChartWindow } from "../../charts/types";
import type { ChartView } from "../../charts/view";
import { hasFigures } from "../../domain/guests";
import type { Guest } from "../../domain/types";
import { createPast } from "../past";
import { type Figures, type Tail, createTail, joined } from "../tail";

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
  const past = createPast(() => guest().id, names, view);
  const tail = createTail(() => guest().id, () => presentValues(guest()));
  const known = createMemo(() => new Map(names.map((name) => [name, pointsOf(past.points(name), tail(), name, past.step())])));
  return {
    points: (name) => known().get(name) ?? [],
    filled: past.filled,
    loading: past.loading,
    error: past.error,
    retry: past.retry,
  };
}

/** The recorded points and behind them those of the page, in the units of the charts. */
export function pointsOf(recorded: readonly ChartPoint[], tail: Tail<SeriesName>, name: SeriesName, step: number): ChartPoint[] {
  const scale = name === "cpu" || name === "memory" ? 1 : megabyte;
  const points = joined(recorded.filter(({ value }) => value >= 0), tail, name, step);
  return points.map((point) => eachValue(point, (value) => value / scale));
}

/** The figures of now, in the units of the wire; undefined when nothing is known of the present. */
export function presentValues(guest: Guest): Figures<SeriesName> | undefined {
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
