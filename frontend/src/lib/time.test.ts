import { describe, expect, it } from "vitest";
import { ago, agoWords, dayAndTime, duration, since } from "./time";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe("time", () => {
  it.each([
    [0, "0 s"],
    [59_999, "59 s"],
    [23 * minute, "23 min"],
    [9 * hour, "9 h"],
    [47 * hour, "47 h"],
    [2 * day, "2 d"],
    [-5, "0 s"],
  ])("writes a length of %d ms as %s", (length, words) => {
    expect(duration(length)).toBe(words);
  });

  it("is relative under a day and absolute after it", () => {
    const then = new Date(2026, 0, 13, 2, 10).getTime();
    expect(ago(then, then + 23 * minute)).toBe("23 min");
    expect(agoWords(then, then + 23 * minute)).toBe("23 min ago");
    expect(since(then, then + hour)).toBe("02:10");
    expect(dayAndTime(then, then + 2 * day)).toBe("Tue 02:10");
    expect(dayAndTime(then, then + 30 * day)).toBe("13 Jan 02:10");
  });
});
