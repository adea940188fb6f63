import { describe, expect, it } from "vitest";
import type { RatedGuest } from "../../domain/guests";
import type { Guest } from "../../domain/types";
import { aGuest } from "../../test/rows";
import { linesOf, placed, statesOf, sumNote, sumOf } from "./groups";

function rated(name: string, fields: Partial<Guest> = {}, status: RatedGuest["status"] = "running"): RatedGuest {
  return { guest: aGuest({ id: name, name, ...fields }), status };
}

function lines(guests: readonly RatedGuest[], grouping: "node" | "tag" | "none", closed: readonly string[] = []): string[] {
  const places = placed(guests, grouping, () => "cluster");
  return linesOf(places.map(({ key }) => key), new Map(places.map((place) => [place.key, place])), new Set(closed)).map((line) => (line.kind === "group" ? `# ${line.group.name}` : line.id));
}

describe("groups of guests", () => {
  const guests = [rated("a", { node: "n2", tags: ["prod", "web"] }), rated("b", { node: "n1" }), rated("c", { node: "n2", tags: ["web"] })];

  it("stand in the order of their first guest", () => {
    expect(lines(guests, "node")).toEqual(["# n2", "a", "c", "# n1", "b"]);
  });

  it("by tag show a guest under each of its tags, and those without under a name of their own", () => {
    expect(lines(guests, "tag")).toEqual(["# prod", "a", "# web", "a", "c", "# no tag", "b"]);
  });

  it("have no heads when there are no groups", () => {
    expect(lines(guests, "none")).toEqual(["a", "b", "c"]);
  });

  it("that are closed show their head only", () => {
    expect(lines(guests, "node", ["n2"])).toEqual(["# n2", "# n1", "b"]);
  });

  it("count their states, worst first, without those that simply run", () => {
    expect(statesOf([rated("a"), rated("b", {}, "stopped"), rated("c", {}, "critical"), rated("d", {}, "stopped")])).toEqual([["critical", 1], ["stopped", 2]]);
  });
});

describe("sums of a group", () => {
  const traffic = (guest: Guest) => guest.networkIn;

  it("skip what is unknown or of another time, and say so", () => {
    const sum = sumOf([rated("a", { networkIn: 5 }), rated("b", { networkIn: 7 }), rated("c"), rated("d", { networkIn: 100, stale: true })], traffic);
    expect(sum).toEqual({ total: 12, of: 4, skipped: 2 });
    expect(sumNote(sum)).toBe("2 of 4 guests; 2 unknown are not counted");
  });

  it("do not miss the figures of guests that are stopped", () => {
    expect(sumOf([rated("a", { networkIn: 5 }), rated("b", { status: "stopped", networkIn: 0 }, "stopped")], traffic)).toEqual({ total: 5, of: 1, skipped: 0 });
  });

  it("are unknown, not 0, when nothing is known", () => {
    expect(sumOf([rated("a")], traffic).total).toBeUndefined();
  });
});
