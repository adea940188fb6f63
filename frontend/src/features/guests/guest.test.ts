import { describe, expect, it } from "vitest";
import { aGuest } from "../../test/rows";
import { guestsAsCsv } from "./exportGuests";
import { urlProblem } from "./GuestNote";
import { pointsOf, presentValues } from "./series";
import { diskReason, stateWords } from "./words";

describe("the series of a guest", () => {
  it("join what is recorded with what was seen since, in MB/s, without the unknown", () => {
    const recorded = [{ at: 1000, value: 2e6, low: 1e6, high: 3e6 }, { at: 2000, value: -1 }, { at: 3000, value: 4e6 }];
    const tail = [{ at: 4000, values: { netin: 9e6 } }, { at: 13_000, values: { netin: 5e6 } }, { at: 23_000, values: {} }];
    expect(pointsOf(recorded, tail, "netin", 0)).toEqual([{ at: 1000, value: 2, low: 1, high: 3 }, { at: 3000, value: 4 }, { at: 13_000, value: 5 }]);
    expect(pointsOf([], [], "cpu", 0)).toEqual([]);
  });

  it("have no present when the guest is silent or stopped", () => {
    expect(presentValues(aGuest({ cpu: 0.5 }))).toMatchObject({ cpu: 50 });
    expect(presentValues(aGuest({ cpu: 0.5, stale: true }))).toBeUndefined();
    expect(presentValues(aGuest({ status: "stopped" }))).toBeUndefined();
  });
});

describe("the words about a guest", () => {
  it("say why the disks are unknown, for known and for new reasons", () => {
    expect(diskReason(aGuest({ diskStatusReason: "agent-disabled" }))).toBe("The guest agent is switched off in the options of this VM.");
    expect(diskReason(aGuest({ diskStatusReason: "moon-phase" }))).toBe("The use of the disks is unknown (moon phase).");
    expect(diskReason(aGuest({ disk: { total: 10, used: 5, usage: 50 } }))).toBeUndefined();
  });

  it("tell planned work and locks", () => {
    expect(stateWords(aGuest({ status: "stopped", lock: "snapshot" }), 0)).toBe("Stopped, locked by snapshot");
    expect(stateWords(aGuest({ status: "stopped", plannedWork: { kind: "backup" } }), 0)).toBe("Stopped by planned work (backup)");
  });

  it("accept only addresses that a browser opens", () => {
    expect([urlProblem(""), urlProblem("https://x.example"), urlProblem("javascript:alert(1)"), urlProblem("web")].map((problem) => problem === undefined)).toEqual([true, true, false, false]);
  });
});

describe("guests as a table file", () => {
  it("leave unknown figures empty and have figures only of what runs", () => {
    const [head, first, second] = guestsAsCsv([aGuest({ name: "a,b", cpu: 0.5, tags: ["x", "y"] }), aGuest({ name: "off", status: "stopped", cpu: 0 })], () => "c").split("\r\n");
    const column = (head ?? "").split(",").indexOf("cpu_percent");
    expect(first).toContain('"a,b"');
    expect(first).toContain("x y");
    expect((second ?? "").split(",")[column]).toBe("");
  });
});
