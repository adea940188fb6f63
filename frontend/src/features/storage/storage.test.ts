import { describe, expect, it } from "vitest";
import { aNode, aStorage } from "../../test/rows";
import type { Storage } from "../../domain/types";
import { type RatedStorage, clusterNames, forWords, matchingStorages, placeWords, storageGroups, storageSentence } from "./rows";
import { presentValues, usedPoints } from "./series";
import { dailyMeans, daysOn } from "./trend";

function rated(name: string, usage: number | undefined, fields: Partial<Storage> = {}, status: RatedStorage["status"] = "running"): RatedStorage {
  return { storage: aStorage({ id: name, name, usage, ...fields }), status, trigger: 85 };
}

const names = (groups: ReadonlyMap<string, readonly RatedStorage[]>) => [...groups].map(([group, rows]) => [group, rows.map(({ storage }) => storage.name)]);

describe("the storages", () => {
  it("stand by cluster, in trouble and full first", () => {
    const rows = [rated("half", 50), rated("full", 90, {}, "warning"), rated("other", 60), rated("far", 10, { instance: "remote" })];
    const clusters = clusterNames([aNode({ clusterName: "atlas" })]);
    expect(names(storageGroups(rows, clusters, "full", false))).toEqual([["atlas", ["full", "other", "half"]], ["remote", ["far"]]]);
  });

  it("without a known size stand last, whichever way they are sorted", () => {
    const rows = [rated("unknown", undefined), rated("much", 90), rated("little", 10)];
    const sorted = (down: boolean) => names(storageGroups(rows, () => "", "used", down))[0]?.[1];
    expect([sorted(true), sorted(false)]).toEqual([["much", "little", "unknown"], ["little", "much", "unknown"]]);
  });

  it("that are shared say by how many nodes", () => {
    expect(placeWords(aStorage({ node: "cluster", nodes: ["a", "b", "c"] }))).toBe("shared by 3");
    expect(placeWords(aStorage({ node: "n1" }))).toBe("n1");
  });

  it("are found by name, kind, place and content", () => {
    const rows = [rated("tank", 1, { type: "zfspool", content: ["images"] }), rated("nas", 1, { type: "nfs", content: ["backup"] })];
    expect(matchingStorages(rows, "NFS backup").map(({ storage }) => storage.name)).toEqual(["nas"]);
  });

  it("say why nothing is known of them", () => {
    expect(forWords(rated("a", undefined, { status: "disabled" }, "stopped"), 0)).toBe("switched off");
    expect(forWords(rated("a", undefined, { status: "inactive" }, "unknown"), 0)).toContain("does not reach");
    expect(forWords(rated("a", 5, { content: ["iso", "images"] }), 0)).toBe("iso, images");
  });

  it.each([
    [[], "No storage yet."],
    [[rated("a", 10)], "There is room everywhere."],
    [[rated("a", 91)], "a is 91\u202f% full."],
    [[rated("a", 91), rated("b", 95)], "Two storages are nearly full, b most with 95\u202f%."],
    [[rated("a", 10, {}, "unknown")], "a cannot be reached."],
  ])("begin with a sentence", (rows, sentence) => {
    expect(storageSentence(rows)).toBe(sentence);
  });
});

describe("the trend of a storage", () => {
  const day = 24 * 60 * 60_000;

  it("is the mean of each day, unknown where nothing was recorded", () => {
    const trend = dailyMeans([{ at: 1, value: 10 }, { at: 2, value: 30 }, { at: 45 * day, value: 50 }, { at: 45 * day - 1, value: -1 }], 45 * day);
    expect(trend).toHaveLength(45);
    expect([trend[0], trend[1], trend[44]]).toEqual([20, undefined, 50]);
  });

  it("goes on as the forecast says, until the place is full", () => {
    const ahead = daysOn({ outlook: "growing", bytesPerDay: 10 }, 75, 100);
    expect(ahead).toEqual([85, 95]);
    expect(daysOn({ outlook: "steady" }, 75, 100)).toEqual(Array.from({ length: 45 }, () => 75));
  });

  it.each([undefined, { outlook: "short" as const }, { outlook: "uncertain" as const, bytesPerDay: 3 }])("ends now where nothing can be said: %j", (forecast) => {
    expect(daysOn(forecast, 75, 100)).toEqual([]);
  });
});

describe("the series of a storage", () => {
  it("are bytes where the size at that time is known", () => {
    const usage = [{ at: 1, value: 50, low: 40, high: 60 }, { at: 2, value: 50 }, { at: 3, value: 10 }];
    const capacity = [{ at: 1, value: 1000 }, { at: 3, value: 2000 }];
    expect(usedPoints(usage, capacity)).toEqual([{ at: 1, value: 500, low: 400, high: 600 }, { at: 3, value: 200, low: 200, high: 200 }]);
  });

  it("have no present while nothing is known of it", () => {
    expect(presentValues(aStorage({ usage: 20, total: 100 }))).toEqual({ usage: 20, diskTotal: 100 });
    expect(presentValues(aStorage({ usage: 20, stale: true }))).toBeUndefined();
    expect(presentValues(aStorage({ usage: 0, total: 0 }))).toBeUndefined();
  });
});
