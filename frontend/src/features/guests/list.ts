import { type Accessor, createMemo, createSignal, untrack } from "solid-js";
import { unwrap } from "solid-js/store";
import { matches, parseFilter } from "../../domain/filter";
import { type GuestSubject, guestFields } from "../../domain/guestFilter";
import { type RatedGuest, ownStatusOf } from "../../domain/guests";
import { clusterOf, placeOf } from "../../domain/nodes";
import type { Guest } from "../../domain/types";
import { byText, sorted } from "../../lib/compare";
import { needsSomebody } from "../../lib/status";
import type { Live } from "../../live/live";
import { type Line, linesOf, placed } from "./groups";
import { createHeldOrder } from "./held";
import { sortGuests } from "./order";
import type { GuestView, Segment } from "./view";

/** The list as it is shown. */
export interface GuestList {
  readonly lines: Accessor<readonly Line[]>;
  /** Ids of the shown guests in order. */
  readonly ids: Accessor<readonly string[]>;
  /** The guests in that order, each once. */
  readonly guests: () => readonly Guest[];
  readonly counts: Accessor<Readonly<Record<Segment, number>>>;
  /** What of the filter was not understood. */
  readonly problem: Accessor<string | undefined>;
  readonly moved: Accessor<number>;
  release(): void;
  toggle(group: string): void;
  /** Cluster of a guest, or its connection when there is none. */
  readonly cluster: (guest: Guest) => string;
}

const inSegment: Record<Segment, (rated: RatedGuest) => boolean> = {
  all: () => true,
  problems: ({ status }) => needsSomebody(status),
  running: ({ guest }) => ownStatusOf(guest) === "running",
  unknown: ({ guest }) => ownStatusOf(guest) === "unknown",
  stopped: ({ guest }) => ["stopped", "paused"].includes(ownStatusOf(guest)),
};

/**
 * Filters, sorts and groups the live guests. Figures are looked at every 10 s
 * and whenever a state changes, so that the list is calm; held keeps it still.
 */
export function createGuestList(live: Live, view: GuestView, held: Accessor<boolean>): GuestList {
  const [closed, setClosed] = createSignal<ReadonlySet<string>>(new Set());
  const filter = createMemo(() => parseFilter(view.query(), guestFields));
  const clusters = createMemo(() => new Map(live.nodes().map((node) => [placeOf({ instance: node.instance, node: node.name }), clusterOf(node)])));
  const cluster = (guest: Guest) => clusters().get(placeOf(guest)) ?? guest.instance;

  // Thousands of rows are read here each time, so past the store: what changes them is named above it.
  const rows = createMemo(() => live.ratedGuests().map(({ guest, status }) => ({ guest: unwrap(guest), status })));
  const matching = createMemo(() => {
    const [all, now, wanted] = [rows(), live.now(), filter()];
    if (wanted.conditions.length === 0) return all;
    return untrack(() => all.filter(({ guest, status }) => matches<GuestSubject>({ guest, status, cluster: cluster(guest), now }, wanted, guestFields)));
  });
  const places = createMemo(() => {
    const [found, sort, grouping, segment] = [matching(), view.sort(), view.grouping(), view.segment()];
    return untrack(() => {
      const guests = sortGuests(found.filter(inSegment[segment]), sort);
      const at = placed(guests, grouping, cluster);
      return sort.key === "name" ? sorted(at, byText(({ group }) => group)) : at;
    });
  });
  const byKey = createMemo(() => new Map(places().map((place) => [place.key, place])));
  const order = createHeldOrder(
    () => places().map(({ key }) => key),
    held,
    () => JSON.stringify([view.query(), view.sort(), view.grouping(), view.segment()]),
  );
  const lines = createMemo(() => linesOf(order.shown(), byKey(), closed()));
  const guests = () => {
    const known = byKey();
    const seen = order.shown().map((key) => known.get(key)?.rated.guest).filter((guest) => guest !== undefined);
    return [...new Set(seen)];
  };
  const ids = createMemo(() => [...new Set(lines().flatMap((line) => (line.kind === "guest" ? [line.id] : [])))]);
  const counts = createMemo(() => countsOf(matching()));
  return {
    lines,
    ids,
    guests,
    counts,
    problem: () => filter().problems[0],
    moved: order.moved,
    release: () => order.release(),
    toggle: (group) => setClosed((before) => new Set(before.has(group) ? [...before].filter((name) => name !== group) : [...before, group])),
    cluster,
  };
}

function countsOf(guests: readonly RatedGuest[]): Record<Segment, number> {
  const count = (segment: Segment) => guests.filter(inSegment[segment]).length;
  return { all: guests.length, problems: count("problems"), running: count("running"), unknown: count("unknown"), stopped: count("stopped") };
}
