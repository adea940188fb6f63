import { byNumber, byNumberDown, byText, inOrder } from "../lib/compare";
import { type Status, needsSomebody, rankOf } from "../lib/status";
import { withAlerts } from "./alerts";
import type { Alert, Guest } from "./types";

/** How a guest is, apart from what alerts say. A stale row is unknown, whatever it said last. */
export function ownStatusOf(guest: Guest): Status {
  if (guest.stale === true) return "unknown";
  if (guest.plannedWork !== undefined || guest.lock === "backup" || guest.lock === "migrate") return "planned";
  switch (guest.status) {
    case "running":
      return "running";
    case "stopped":
      return "stopped";
    case "paused":
    case "suspended":
      return "paused";
    default:
      return "unknown";
  }
}

/** How a guest is, with what alerts say about it. */
export function statusOfGuest(guest: Guest, alerts: readonly Alert[] | undefined, now: number): Status {
  return withAlerts(ownStatusOf(guest), alerts, now);
}

/** Whether its figures mean anything now: it runs, or they are the last that we know. */
export function hasFigures(guest: Guest): boolean {
  return guest.status === "running";
}

/** A guest with its status: what lists sort and count. */
export interface RatedGuest {
  readonly guest: Guest;
  readonly status: Status;
}

/** The guests with their states. */
export function rated(guests: Iterable<Guest>, alerts: ReadonlyMap<string, readonly Alert[]>, now: number): RatedGuest[] {
  return Array.from(guests, (guest) => ({ guest, status: statusOfGuest(guest, alerts.get(guest.id), now) }));
}

/** Worst first, then the busiest, then by name. */
export const worstGuestFirst = inOrder<RatedGuest>(
  byNumber(({ status }) => rankOf(status)),
  byNumberDown(({ guest }) => guest.cpu),
  byText(({ guest }) => guest.name),
);

/** How many guests are in which state. */
export interface GuestCounts {
  readonly total: number;
  readonly running: number;
  readonly unknown: number;
  readonly stopped: number;
  readonly planned: number;
  /** Those that somebody has to look at. */
  readonly problems: number;
}

/** Counts what the guests are by themselves, and how many have a problem. */
export function countGuests(guests: readonly RatedGuest[]): GuestCounts {
  const own = new Map<Status, number>();
  let problems = 0;
  for (const { guest, status } of guests) {
    const state = ownStatusOf(guest);
    own.set(state, (own.get(state) ?? 0) + 1);
    if (needsSomebody(status)) problems += 1;
  }
  const of = (status: Status) => own.get(status) ?? 0;
  return {
    total: guests.length,
    running: of("running"),
    unknown: of("unknown"),
    stopped: of("stopped") + of("paused"),
    planned: of("planned"),
    problems,
  };
}

/** Traffic in both directions, in bytes per second. */
export function networkOf(guest: Guest): number | undefined {
  if (guest.networkIn === undefined && guest.networkOut === undefined) return undefined;
  return (guest.networkIn ?? 0) + (guest.networkOut ?? 0);
}

/** "VM 204" or "CT 215". */
export function kindAndId(guest: Guest): string {
  return `${guest.type === "qemu" ? "VM" : "CT"} ${guest.vmid}`;
}

/** Depth of a guest's cell in the row of its node: CPU in four steps. */
export function loadStep(guest: Guest): 1 | 2 | 3 | 4 {
  const cpu = (guest.cpu ?? 0) * 100;
  if (cpu > 55) return 4;
  if (cpu > 25) return 3;
  return cpu > 8 ? 2 : 1;
}
