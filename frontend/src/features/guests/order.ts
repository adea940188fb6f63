import { type RatedGuest, hasFigures, worstGuestFirst } from "../../domain/guests";
import type { Guest } from "../../domain/types";
import { type Order, byNumber, byNumberDown, byText, inOrder, sorted } from "../../lib/compare";

/** By what guests can be sorted. */
export const sortKeys = ["worst", "name", "node", "id", "cpu", "memory", "disk", "netin", "netout", "read", "write", "up", "backup"] as const;

/** One of the keys. */
export type SortKey = (typeof sortKeys)[number];

/** A key and its direction. */
export interface Sort {
  readonly key: SortKey;
  /** Largest first. */
  readonly down: boolean;
}

type Figure = (guest: Guest) => number | undefined;

/** What runs has figures; of the others nothing is known, and they stand last. */
function figure(of: Figure): Figure {
  return (guest) => (hasFigures(guest) ? of(guest) : undefined);
}

const figures: Partial<Record<SortKey, Figure>> = {
  id: (guest) => guest.vmid,
  cpu: figure((guest) => guest.cpu),
  memory: figure((guest) => guest.memory?.usage),
  disk: (guest) => guest.disk?.usage,
  netin: figure((guest) => guest.networkIn),
  netout: figure((guest) => guest.networkOut),
  read: figure((guest) => guest.diskRead),
  write: figure((guest) => guest.diskWrite),
  up: (guest) => (guest.upSince === undefined ? undefined : -guest.upSince),
  backup: (guest) => (guest.lastBackup === undefined ? undefined : -guest.lastBackup),
};

/** A sorted copy. The figures are read once each, because rows of the live store are slow to read. */
export function sortGuests(guests: readonly RatedGuest[], { key, down }: Sort): RatedGuest[] {
  if (key === "worst") return sorted(guests, worstGuestFirst);
  const of = figures[key];
  if (of === undefined) return sorted(guests, byWord(key, down));
  const measured = guests.map((rated) => ({ rated, value: of(rated.guest), name: rated.guest.name }));
  const order = inOrder<(typeof measured)[number]>((down ? byNumberDown : byNumber)(({ value }) => value), byText(({ name }) => name));
  return measured.sort(order).map(({ rated }) => rated);
}

function byWord(key: SortKey, down: boolean): Order<RatedGuest> {
  const byName = byText<RatedGuest>(({ guest }) => guest.name);
  const order = key === "node" ? inOrder(byText<RatedGuest>(({ guest }) => guest.node), byName) : byName;
  return down ? (a, b) => order(b, a) : order;
}
