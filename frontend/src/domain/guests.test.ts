import { describe, expect, it } from "vitest";
import { sorted } from "../lib/compare";
import { aGuest, anAlert } from "../test/rows";
import { countGuests, networkOf, ownStatusOf, rated, worstGuestFirst } from "./guests";

describe("guests", () => {
  it.each([
    [{ status: "running" }, "running"],
    [{ status: "stopped" }, "stopped"],
    [{ status: "suspended" }, "paused"],
    [{ status: "running", stale: true }, "unknown"],
    [{ status: "" }, "unknown"],
    [{ status: "stopped", lock: "backup" }, "planned"],
    [{ status: "stopped", plannedWork: { kind: "reboot" } }, "planned"],
    [{ status: "stopped", lock: "backup", stale: true }, "unknown"],
  ] as const)("with %o is %s", (fields, status) => {
    expect(ownStatusOf(aGuest(fields))).toBe(status);
  });

  it("are listed worst first, then busiest, the unknown load last", () => {
    const guests = [
      aGuest({ id: "calm", cpu: 0.1 }),
      aGuest({ id: "unsure", name: "a", cpu: undefined }),
      aGuest({ id: "busy", cpu: 0.9 }),
      aGuest({ id: "bad", cpu: 0.2 }),
    ];
    const alerts = new Map([["bad", [anAlert({ resourceId: "bad" })]]]);
    expect(sorted(rated(guests, alerts, 1), worstGuestFirst).map(({ guest }) => guest.id)).toEqual(["bad", "busy", "calm", "unsure"]);
  });

  it("are counted by what they are, and by who needs somebody", () => {
    const guests = [aGuest({ id: "a" }), aGuest({ id: "b", status: "stopped" }), aGuest({ id: "c", stale: true })];
    const alerts = new Map([["a", [anAlert({ resourceId: "a" })]]]);
    expect(countGuests(rated(guests, alerts, 1))).toEqual({ total: 3, running: 1, unknown: 1, stopped: 1, planned: 0, problems: 2 });
  });

  it("have no traffic only when it is known", () => {
    expect([networkOf(aGuest()), networkOf(aGuest({ networkIn: 1, networkOut: 2 })), networkOf(aGuest({ networkIn: 0 }))]).toEqual([undefined, 3, 0]);
  });
});
