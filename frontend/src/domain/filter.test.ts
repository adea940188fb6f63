import { describe, expect, it } from "vitest";
import { aGuest } from "../test/rows";
import { matches, parseFilter } from "./filter";
import { type GuestSubject, guestFields } from "./guestFilter";
import type { Guest } from "./types";

const now = 10 * 86_400_000;

function subject(fields: Partial<Guest> = {}, status: GuestSubject["status"] = "running"): GuestSubject {
  const figures: Partial<Guest> = { cpu: 0.85, memory: { total: 100, used: 40, usage: 40 }, networkIn: 3e6, networkOut: 2e6, upSince: now - 5 * 86_400_000, tags: ["prod", "web"] };
  return { guest: aGuest({ ...figures, ...fields }), status, cluster: "atlas", now };
}

function holds(query: string, thing = subject()): boolean {
  return matches(thing, parseFilter(query, guestFields), guestFields);
}

describe("the language of filters", () => {
  it.each([
    ["cpu>80", true],
    ["cpu>85", false],
    ["cpu>=85", true],
    ["cpu=85", true],
    ["cpu:85", true],
    ["cpu:>80", true],
    ["cpu>80%", true],
    ["cpu!=85", false],
    ["MEM<50", true],
    ["net>4.5", true],
    ["up<6", true],
    ["up<6d", true],
    ["up<100h", false],
    ["id:100", true],
    ["tag:prod", true],
    ["tag:pro", false],
    ["tag:db,web", true],
    ["-tag:web", false],
    ["!tag:db", true],
    ["tag!=db", true],
    ["node:n", true],
    ["cluster:atlas", true],
    ["is:vm", true],
    ["is:stale", false],
    ["status:running", true],
    ["name:we", true],
    ["web", true],
    ["web prod n1", true],
    ["web nothing", false],
    ['"prod"', true],
    ["", true],
    ["   ", true],
    ["cpu>80 tag:prod node:n1 web", true],
  ])("%s is %s for a busy web server", (query, expected) => {
    expect(parseFilter(query, guestFields).problems).toEqual([]);
    expect(holds(query)).toBe(expected);
  });

  it("finds no number where none is known, not even by its opposite", () => {
    const stopped = subject({ status: "stopped" }, "stopped");
    expect([holds("cpu<10", stopped), holds("cpu>=0", stopped), holds("-cpu>80", stopped)]).toEqual([false, false, false]);
  });

  it("knows last values, problems and alerts by their words", () => {
    expect(holds("is:stale is:unknown", subject({ stale: true }, "unknown"))).toBe(true);
    expect(holds("is:problem is:alerting", subject({}, "critical"))).toBe(true);
    expect(holds("is:problem", subject({}, "critical-seen"))).toBe(false);
    expect(holds("is:seen", subject({}, "critical-seen"))).toBe(true);
  });

  it.each([
    ["colour:red", "There is no “colour” to filter by."],
    ["cpu:high", "cpu needs a number, such as cpu>80."],
    ["cpu>", "cpu needs a number, such as cpu>80."],
    ["cpu>>3", "cpu needs a number, such as cpu>80."],
    ["tag:", "tag: needs a word behind it."],
    ["tag>prod", "tag is a text; write tag:prod."],
  ])("tells what is wrong with %s and goes on with the rest", (query, problem) => {
    const filter = parseFilter(`${query} web`, guestFields);
    expect(filter.problems).toEqual([problem]);
    expect(filter.conditions).toEqual([{ kind: "word", text: "web", not: false }]);
  });

  it("takes names that every object has for what they are: unknown fields", () => {
    expect(parseFilter("constructor:x toString>1", guestFields).problems).toHaveLength(2);
  });

  it("never fails, and more conditions never find more", () => {
    const pieces = ["cpu", "tag", "is", "x", ":", ">", "<=", "=", "-", "!", '"', " ", "80", "prod", ",", "é", "\t", "%", "1e9", "__proto__"];
    let seed = 7;
    const next = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31);
    const thing = subject();
    for (let round = 0; round < 3000; round += 1) {
      const make = () => Array.from({ length: next() % 9 }, () => pieces[next() % pieces.length]).join("");
      const [one, more] = [make(), make()];
      const both = holds(`${one} ${more}`, thing);
      const balanced = !one.includes('"') && !more.includes('"');
      if (balanced && both) expect([one, holds(one, thing)]).toEqual([one, true]);
    }
  });
});
