import { type RatedGuest, hasFigures } from "../../domain/guests";
import type { Guest } from "../../domain/types";
import { type Status, rankOf } from "../../lib/status";
import type { Grouping } from "./view";

/** A line of the list: the head of a group, or a guest in it. */
export type Line =
  | { readonly kind: "group"; readonly key: string; readonly group: Group; readonly open: boolean }
  | { readonly kind: "guest"; readonly key: string; readonly id: string; readonly group: string };

/** Guests that stand together. */
export interface Group {
  readonly name: string;
  readonly members: readonly RatedGuest[];
}

/** A guest at its place; one with two tags has two places. */
export interface Placed {
  readonly key: string;
  readonly group: string;
  readonly rated: RatedGuest;
}

const separator = "\n";

/** Puts the guests, already in order, into their groups. */
export function placed(guests: readonly RatedGuest[], grouping: Grouping, clusterOf: (guest: Guest) => string): Placed[] {
  return guests.flatMap((rated) =>
    groupsOf(rated.guest, grouping, clusterOf).map((group) => ({ key: `${group}${separator}${rated.guest.id}`, group, rated })),
  );
}

function groupsOf(guest: Guest, grouping: Grouping, clusterOf: (guest: Guest) => string): readonly string[] {
  switch (grouping) {
    case "node":
      return [guest.node];
    case "cluster":
      return [clusterOf(guest)];
    case "tag":
      return guest.tags === undefined || guest.tags.length === 0 ? ["no tag"] : guest.tags;
    case "none":
      return [""];
  }
}

/** The lines to show: each group under its head, in order of first appearance; closed groups are heads only. */
export function linesOf(shown: readonly string[], places: ReadonlyMap<string, Placed>, closed: ReadonlySet<string>): Line[] {
  const groups = new Map<string, Placed[]>();
  for (const key of shown) {
    const place = places.get(key);
    if (place === undefined) continue;
    const group = groups.get(place.group);
    if (group === undefined) groups.set(place.group, [place]);
    else group.push(place);
  }
  return [...groups].flatMap(([name, members]) => {
    const rows = members.map(({ key, rated }): Line => ({ kind: "guest", key, id: rated.guest.id, group: name }));
    if (name === "") return rows;
    const open = !closed.has(name);
    const head: Line = { kind: "group", key: `${separator}${name}`, group: { name, members: members.map(({ rated }) => rated) }, open };
    return open ? [head, ...rows] : [head];
  });
}

/** How many of a group are in which state; those that simply run are not counted. */
export function statesOf(members: readonly RatedGuest[]): [Status, number][] {
  const counts = new Map<Status, number>();
  for (const { status } of members) {
    if (status !== "running") counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => rankOf(a) - rankOf(b));
}

/** A sum over those members of which the value is known. */
export interface Sum {
  /** Undefined when it is known of none. */
  readonly total: number | undefined;
  /** How many should have a value, and how many of them have none that counts. */
  readonly of: number;
  readonly skipped: number;
}

/** Adds a figure of the guests that run. Last known values do not count: they are of another time. */
export function sumOf(members: readonly RatedGuest[], figure: (guest: Guest) => number | undefined): Sum {
  const running = members.filter(({ guest }) => hasFigures(guest));
  const values = running.map(({ guest }) => (guest.stale === true ? undefined : figure(guest))).filter((value) => value !== undefined);
  const total = values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
  return { total, of: running.length, skipped: running.length - values.length };
}

/** What has to be said beside a sum that leaves something out. */
export function sumNote({ of, skipped }: Sum): string | undefined {
  if (skipped === 0) return undefined;
  return `${of - skipped} of ${of} guests; ${skipped} unknown ${skipped === 1 ? "is" : "are"} not counted`;
}
