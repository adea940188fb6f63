import { describe, expect, it } from "vitest";
import { dueAt, forecast, forecastTitle, fullWords, isSoon } from "./forecast";

const now = new Date(2026, 2, 5, 12).getTime(); // dates are those of the reader
const days = (count: number) => now + count * 24 * 60 * 60 * 1000;

describe("the words of a forecast", () => {
  it.each([
    [{ outlook: "growing", fullAt: days(20), earliest: days(10), latest: days(20) }, "15 – 25 Mar"],
    [{ outlook: "growing", fullAt: days(20), earliest: days(20), latest: days(40) }, "25 Mar – 14 Apr"],
    [{ outlook: "growing", fullAt: days(400), earliest: days(300), latest: days(600) }, "Dec 2026 – Oct 2027"],
    [{ outlook: "growing", fullAt: days(20), earliest: days(20), latest: days(20) }, "25 Mar"],
    [{ outlook: "growing", fullAt: days(20), earliest: days(10) }, "15 Mar or later"],
    [{ outlook: "uncertain", earliest: days(10) }, "not before 15 Mar"],
    [{ outlook: "uncertain" }, "no clear trend"],
    [{ outlook: "growing", fullAt: days(900), earliest: days(400), latest: days(1800) }, "over a year"],
    [{ outlook: "uncertain", earliest: days(900) }, "over a year"],
    [{ outlook: "steady" }, "not growing"],
    [{ outlook: "short", days: 3 }, "too few days yet"],
    [{ outlook: "full" }, "no room left"],
  ] as const)("%j is %s", (given, words) => {
    expect(fullWords(given, now)).toBe(words);
  });

  it("say nothing while nothing was worked out", () => {
    expect([fullWords(undefined, now), forecastTitle(undefined, String), dueAt(undefined), isSoon(undefined, now)]).toEqual(["", undefined, Infinity, false]);
  });

  it("tell how fast it grows and by how much is known", () => {
    expect(forecastTitle({ outlook: "growing", fullAt: days(20), bytesPerDay: 7, days: 1 }, (bytes) => `${bytes} B`)).toBe("Most likely full on 25 March 2026. Grows by 7 B a day, by the use of 1 day.");
  });

  it("worry only about what is near", () => {
    expect([isSoon({ outlook: "growing", earliest: days(10) }, now), isSoon({ outlook: "growing", earliest: days(40) }, now), isSoon({ outlook: "full" }, now)]).toEqual([true, false, true]);
  });
});

describe("a forecast on the wire", () => {
  it("is read, and an unknown outlook is too little to say anything", () => {
    expect(forecast({ outlook: "growing", fullAt: 5, earliest: 4, latest: 6, bytesPerDay: 2, days: 9 })).toEqual({ outlook: "growing", fullAt: 5, earliest: 4, latest: 6, bytesPerDay: 2, days: 9 });
    expect(forecast({ outlook: "sunny" })?.outlook).toBe("short");
  });
});
