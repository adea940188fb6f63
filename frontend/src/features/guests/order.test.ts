import { describe, expect, it } from "vitest";
import type { RatedGuest } from "../../domain/guests";
import type { Guest } from "../../domain/types";
import { aGuest } from "../../test/rows";
import { fitting, columns, templateOf } from "./columns";
import { holdOrder, movedCount } from "./held";
import { type SortKey, sortGuests } from "./order";
import { nextSort, parseSort, writeSort } from "./view";

function rated(name: string, fields: Partial<Guest> = {}, status: RatedGuest["status"] = "running"): RatedGuest {
  return { guest: aGuest({ id: name, name, ...fields }), status };
}

function names(guests: readonly RatedGuest[]): string[] {
  return guests.map(({ guest }) => guest.name);
}

describe("the order of guests", () => {
  const guests = [rated("web-10", { cpu: 0.2 }), rated("web-2", { cpu: 0.9 }), rated("off", { status: "stopped", cpu: 0 }, "stopped"), rated("bad", { cpu: 0.1 }, "critical"), rated("blind", { cpu: undefined })];

  it("begins with the worst, then the busiest, and ends with the stopped", () => {
    expect(names(sortGuests(guests, { key: "worst", down: false }))).toEqual(["bad", "web-2", "web-10", "blind", "off"]);
  });

  it.each<[SortKey, boolean, string[]]>([
    ["cpu", true, ["web-2", "web-10", "bad", "blind", "off"]],
    ["cpu", false, ["bad", "web-10", "web-2", "blind", "off"]],
    ["name", false, ["bad", "blind", "off", "web-2", "web-10"]],
    ["name", true, ["web-10", "web-2", "off", "blind", "bad"]],
  ])("by %s, down %s, puts what is unknown last", (key, down, expected) => {
    expect(names(sortGuests(guests, { key, down }))).toEqual(expected);
  });

  it("by the time since they run has the longest first when down", () => {
    expect(names(sortGuests([rated("young", { upSince: 900 }), rated("old", { upSince: 100 })], { key: "up", down: true }))).toEqual(["old", "young"]);
  });
});

describe("the order in the address", () => {
  it.each([["-memory", { key: "memory", down: true }], ["name", { key: "name", down: false }], [undefined, { key: "worst", down: false }], ["-nonsense", { key: "worst", down: false }]] as const)("%s is read", (written, sort) => {
    expect(parseSort(written)).toEqual(sort);
  });

  it("turns with each click on a head and comes back to worst first", () => {
    const clicks: (string | undefined)[] = [];
    let sort = parseSort(undefined);
    for (let click = 0; click < 3; click += 1) {
      sort = nextSort(sort, "cpu");
      clicks.push(writeSort(sort));
    }
    expect(clicks).toEqual(["-cpu", "cpu", undefined]);
  });
});

describe("a held order", () => {
  it("keeps rows where they are, drops what is gone and puts new ones behind their neighbour", () => {
    expect(holdOrder(["a", "b", "c", "d"], ["d", "new", "b", "a", "newer"])).toEqual(["a", "newer", "b", "d", "new"]);
    expect(holdOrder([], ["a", "b"])).toEqual(["a", "b"]);
    expect(holdOrder(["b"], ["a", "b"])).toEqual(["a", "b"]);
  });

  it("has always the same members as the fresh one", () => {
    const fresh = ["k", "b", "z", "a", "q"];
    expect(holdOrder(["a", "x", "b", "c", "k"], fresh).sort()).toEqual([...fresh].sort());
  });

  it.each([
    [["a", "b", "c"], ["a", "b", "c"], 0],
    [["a", "b", "c"], ["c", "a", "b"], 1],
    [["a", "b", "c", "d"], ["d", "c", "b", "a"], 3],
    [[], [], 0],
  ])("counts the rows that moved from %o to %o", (shown, fresh, moved) => {
    expect(movedCount(shown, fresh)).toBe(moved);
  });
});

describe("the columns", () => {
  it("all stand in a wide window, and the least important leave a narrow one first", () => {
    const wanted = columns.filter(({ key }) => key !== "node" && key !== "backup");
    expect(fitting(wanted, 1090)).toEqual(wanted);
    expect(fitting(wanted, 900).map(({ key }) => key)).toEqual(["id", "cpu", "memory", "disk", "netin", "up"]);
    expect(fitting(wanted, 400).map(({ key }) => key)).toEqual(["cpu"]);
    expect(fitting(wanted, 10)).toEqual([]);
    expect(templateOf([])).toBe("14px minmax(170px, 1fr)");
  });
});
