import { needsSomebody } from "../lib/status";
import type { FilterFields } from "./filter";
import { type RatedGuest, hasFigures, networkOf, ownStatusOf } from "./guests";
import type { Guest } from "./types";

const megabyte = 1e6;
const day = 24 * 60 * 60 * 1000;

/** What a filter of guests looks at. */
export interface GuestSubject extends RatedGuest {
  /** Cluster, or connection when there is none. */
  readonly cluster: string;
  /** The present, for times. */
  readonly now: number;
}

type OfGuest<T> = (guest: Guest) => T;

/** A figure of a guest that runs; nothing is known of the others. */
function figure(of: OfGuest<number | undefined>) {
  return ({ guest }: GuestSubject) => (hasFigures(guest) ? of(guest) : undefined);
}

function rate(of: OfGuest<number | undefined>) {
  return figure((guest) => {
    const value = of(guest);
    return value === undefined ? undefined : value / megabyte;
  });
}

const memory = figure((guest) => guest.memory?.usage);
const networkIn = rate((guest) => guest.networkIn);
const networkOut = rate((guest) => guest.networkOut);
const vmid = ({ guest }: GuestSubject) => guest.vmid;
const cores = ({ guest }: GuestSubject) => guest.cpus;

/** The fields by which guests can be filtered. */
export const guestFields: FilterFields<GuestSubject> = {
  numbers: {
    cpu: figure((guest) => (guest.cpu === undefined ? undefined : guest.cpu * 100)),
    memory,
    mem: memory,
    disk: ({ guest }) => guest.disk?.usage,
    net: rate(networkOf),
    netin: networkIn,
    netout: networkOut,
    read: rate((guest) => guest.diskRead),
    write: rate((guest) => guest.diskWrite),
    up: ({ guest, now }) => (guest.upSince === undefined ? undefined : (now - guest.upSince) / day),
    id: vmid,
    vmid,
    cores,
    cpus: cores,
  },
  texts: {
    tag: ({ guest }) => lower(guest.tags ?? []),
    node: ({ guest }) => lower([guest.node]),
    cluster: ({ cluster }) => lower([cluster]),
    name: ({ guest }) => lower([guest.name]),
    os: ({ guest }) => lower([`${guest.osName ?? ""} ${guest.osVersion ?? ""}`.trim()]),
    ip: ({ guest }) => guest.ipAddresses ?? [],
    lock: ({ guest }) => lower([guest.lock ?? ""]),
    type: ({ guest }) => (guest.type === "qemu" ? ["vm", "qemu"] : ["ct", "lxc", "container"]),
    status: ({ guest }) => [ownStatusOf(guest), guest.status],
    is: statesOf,
  },
  whole: new Set(["tag", "type", "status", "is"]),
  words: ({ guest }) => [guest.name.toLowerCase(), String(guest.vmid), guest.node.toLowerCase(), ...lower(guest.tags ?? []), ...(guest.ipAddresses ?? [])],
};

/** The words that may follow "is:". */
function statesOf({ guest, status }: GuestSubject): string[] {
  const states: string[] = [ownStatusOf(guest), guest.type === "qemu" ? "vm" : "ct"];
  if (guest.stale === true) states.push("stale");
  if (needsSomebody(status)) states.push("problem");
  if (status.startsWith("critical") || status.startsWith("warning")) states.push("alerting");
  if (status.endsWith("-seen")) states.push("seen");
  if (guest.lock !== undefined) states.push("locked");
  return states;
}

function lower(texts: readonly string[]): string[] {
  return texts.map((text) => text.toLowerCase());
}
