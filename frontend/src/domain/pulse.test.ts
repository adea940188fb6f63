import { describe, expect, it } from "vitest";
import { anAlert } from "../test/rows";
import { ticksOf } from "./pulse";

const minute = 60_000;
const now = 200 * 60 * minute;

describe("the strip of the last day", () => {
  it("has 144 ticks and is quiet without alerts", () => {
    const ticks = ticksOf([], now);
    expect(ticks).toHaveLength(144);
    expect(ticks.every(({ critical, warning }) => critical + warning === 0)).toBe(true);
  });

  it("shows an alert from its start to its end", () => {
    const ticks = ticksOf([anAlert({ startTime: now - 35 * minute, resolvedTime: now - 15 * minute })], now);
    expect(ticks.slice(-4).map(({ warning }) => warning)).toEqual([1, 1, 1, 0]);
  });

  it("shows an alert only until somebody has acknowledged it", () => {
    const ticks = ticksOf([anAlert({ level: "critical", startTime: now - 35 * minute, ackTime: now - 25 * minute })], now);
    expect(ticks.slice(-4).map(({ critical }) => critical)).toEqual([1, 1, 0, 0]);
  });

  it("shows what began before the day, and forgets what ended before it", () => {
    const day = 24 * 60 * minute;
    const ticks = ticksOf([anAlert({ startTime: now - 2 * day }), anAlert({ startTime: now - 3 * day, resolvedTime: now - 2 * day })], now);
    expect(ticks.map(({ warning }) => warning)).toEqual(Array.from({ length: 144 }, () => 1));
  });
});
