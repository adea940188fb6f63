import { type Accessor, createEffect, createMemo, createResource, createSignal, on, untrack } from "solid-js";
import type { Point, SeriesMap } from "../../api/charts";
import { wordsOf } from "../../api/errors";
import type { ChartView } from "../../charts/view";
import { hasFigures } from "../../domain/guests";
import type { Guest } from "../../domain/types";
import { createRecorded } from "../../live/recorded";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";

/** The series of a guest, recorded and live. */
export interface GuestSeries {
  /** The points of a series by its name on the wire, in percent or MB/s. */
  points(name: SeriesName): readonly Point[];
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
  const recorded = createRecorded(useClient());
  const [answer, { refetch }] = createResource(
    () => [guest().id, view.needed()] as const,
    async ([id, range]) => (await recorded.of(range)).guests[id] ?? {},
  );
  const [tail, setTail] = createSignal<Tail>([]);
  createEffect(on(() => guest().id, () => setTail([]), { defer: true }));
  createEffect(
    on(live.now, (now) => {
      const values = presentValues(untrack(guest));
      if (values !== undefined) setTail((before) => [...before.slice(-2000), { at: now, values }]);
    }),
  );
  const known = createMemo(() => new Map(names.map((name) => [name, joined(answer.error === undefined ? (answer.latest ?? {}) : {}, tail(), name)])));
  return {
    points: (name) => known().get(name) ?? [],
    loading: () => answer.loading && answer.latest === undefined,
    error: () => (answer.error === undefined ? undefined : wordsOf(answer.error)),
    retry: () => void refetch(),
  };
}

/** Values of the present, seen while the page is open. */
export type Tail = readonly { readonly at: number; readonly values: Partial<Record<SeriesName, number>> }[];

/** The recorded points and behind them those of the page, in the units of the charts. */
export function joined(recorded: SeriesMap, tail: Tail, name: SeriesName): Point[] {
  const scale = name === "cpu" || name === "memory" ? 1 : megabyte;
  const points = (recorded[name] ?? []).filter(({ value }) => value >= 0).map(({ at, value }) => ({ at, value: value / scale }));
  const last = points.at(-1)?.at ?? 0;
  const newer = tail.flatMap(({ at, values }) => {
    const value = values[name];
    return value === undefined || at <= last + 5000 ? [] : [{ at, value: value / scale }];
  });
  return [...points, ...newer];
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
