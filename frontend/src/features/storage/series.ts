import { type Accessor, createMemo } from "solid-js";
import type { ChartPoint, ChartWindow } from "../../charts/types";
import type { ChartView } from "../../charts/view";
import type { Storage } from "../../domain/types";
import { createPast } from "../past";
import { type Figures, createTail, joined } from "../tail";
import { sizeOf } from "./rows";

type Metric = "usage" | "diskTotal";

const metrics: readonly Metric[] = ["usage", "diskTotal"];

/** How full a storage was and is. */
export interface StorageSeries {
  /** Percent in use. */
  readonly usage: Accessor<readonly ChartPoint[]>;
  /** Bytes in use, where the size at that time is known. */
  readonly used: Accessor<readonly ChartPoint[]>;
  /** Bytes in all. */
  readonly capacity: Accessor<readonly ChartPoint[]>;
  /** What came from the records of the server. */
  readonly filled: Accessor<readonly ChartWindow[]>;
  readonly loading: Accessor<boolean>;
  /** Why the recorded part could not be read. */
  readonly error: Accessor<string | undefined>;
  retry(): void;
}

/** Reads what the view needs, and appends the present every 10 s. */
export function createStorageSeries(storage: Accessor<Storage>, view: ChartView): StorageSeries {
  const past = createPast(() => storage().id, metrics, view);
  const tail = createTail(() => storage().id, () => presentValues(storage()));
  const points = (metric: Metric) => joined(past.points(metric), tail(), metric, past.step());
  const usage = createMemo(() => points("usage"));
  const capacity = createMemo(() => points("diskTotal"));
  const used = createMemo(() => usedPoints(usage(), capacity()));
  return { usage, capacity, used, filled: past.filled, loading: past.loading, error: past.error, retry: past.retry };
}

/** The figures of now; undefined when nothing is known of the present. */
export function presentValues(storage: Storage): Figures<Metric> | undefined {
  if (storage.stale === true || sizeOf(storage) === undefined) return undefined;
  return { usage: storage.usage, diskTotal: storage.total };
}

/** Shares in percent as bytes, by the size at the same time. */
export function usedPoints(usage: readonly ChartPoint[], capacity: readonly ChartPoint[]): ChartPoint[] {
  const sizes = new Map(capacity.map(({ at, value }) => [at, value]));
  return usage.flatMap(({ at, value, low, high }) => {
    const size = sizes.get(at);
    const of = (share: number) => (share / 100) * (size ?? 0);
    return size === undefined ? [] : [{ at, value: of(value), low: of(low ?? value), high: of(high ?? value) }];
  });
}
