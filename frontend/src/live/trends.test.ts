import { describe, expect, it } from "vitest";
import { aGuest, aNode } from "../test/rows";
import { emptyEstate } from "./reducer";
import { createTrends } from "./trends";

const minute = 60_000;
const now = 100 * 60 * minute;

const charts = (points: { at: number; value: number }[]) => ({ guests: { g: { cpu: points } }, nodes: {}, storage: {} });

describe("trends", () => {
  it("hold the last hour by the minute, as means", () => {
    const trends = createTrends(() => now);
    trends.fill(charts([{ at: now - 90_000, value: 10 }, { at: now - 70_000, value: 20 }, { at: now - 1000, value: 40 }, { at: now - 2 * 60 * minute, value: 99 }]));
    const trend = trends.of("g", "cpu");
    expect(trend).toHaveLength(60);
    expect(trend?.slice(-2)).toEqual([15, 40]);
    expect(trend?.[0]).toBeUndefined();
  });

  it("bridge short pauses and show long ones as gaps", () => {
    const trends = createTrends(() => now);
    trends.fill(charts([{ at: now - 9.5 * minute, value: 5 }]));
    expect(trends.of("g", "cpu")?.slice(-10)).toEqual([5, 5, 5, 5, undefined, undefined, undefined, undefined, undefined, undefined]);
  });

  it("go on with what the live state says, and with nothing for what is stale", () => {
    const trends = createTrends(() => now);
    trends.sample({ ...emptyEstate(), nodes: { n: aNode({ id: "n", cpu: 0.5 }) }, vms: { s: aGuest({ id: "s", cpu: 0.5, stale: true }) } });
    expect(trends.of("n", "cpu")?.at(-1)).toBe(50);
    expect(trends.of("s", "cpu")?.at(-1)).toBeUndefined();
    expect(trends.of("nobody", "cpu")).toBeUndefined();
  });

  it("begin with new rows at once and end with rows that are gone", () => {
    const trends = createTrends(() => now);
    const estate = { ...emptyEstate(), nodes: { n: aNode({ id: "n", cpu: 0.5 }) } };
    trends.begin(estate);
    trends.begin(estate);
    expect(trends.of("n", "cpu")?.slice(-2)).toEqual([undefined, 50]);
    trends.sample(emptyEstate());
    expect(trends.of("n", "cpu")).toBeUndefined();
  });
});
