import { describe, expect, it } from "vitest";
import { isQuiet, minutesOf, placeInWeek, quietHoursOf, quietSentence, quietShares, quietWeek, quietWords, timeOf } from "./quietHours";

const quiet = quietHoursOf({
  schedule: { quietHours: { enabled: true, start: "22:00", end: "07:00", timezone: "UTC", days: { monday: true, friday: true }, suppress: { performance: true, storage: true, offline: false } } },
});
// 2026-11-23 is a Monday.
const at = (day: number, time: string) => Date.parse(`2026-11-${22 + day}T${time}:00Z`);
const [monday, tuesday, friday, saturday] = [1, 2, 5, 6];

describe("quiet hours", () => {
  it("over midnight belong to the day on which they begin", () => {
    expect(quietWeek(quiet).map((pieces) => pieces.map(({ from, to }) => `${timeOf(from)}-${timeOf(to)}`))).toEqual([["22:00-00:00"], ["00:00-07:00"], [], [], ["22:00-00:00"], ["00:00-07:00"], []]);
    expect(isQuiet(quiet, at(monday, "21:59"))).toBe(false);
    expect(isQuiet(quiet, at(monday, "22:00"))).toBe(true);
    expect(isQuiet(quiet, at(tuesday, "06:59"))).toBe(true);
    expect(isQuiet(quiet, at(tuesday, "07:00"))).toBe(false);
    expect(isQuiet(quiet, at(tuesday, "23:00"))).toBe(false);
    expect(isQuiet({ ...quiet, enabled: false }, at(monday, "23:00"))).toBe(false);
  });

  it("are those of their own time zone", () => {
    expect(placeInWeek(at(monday, "23:30"), "Europe/Amsterdam")).toEqual({ day: 1, minute: 30 });
    expect(isQuiet({ ...quiet, zone: "America/New_York" }, at(tuesday, "04:00"))).toBe(true);
    expect(placeInWeek(at(monday, "12:00"), "Nowhere/Land")).toHaveProperty("minute");
  });

  it("say what holds now and what comes next", () => {
    expect(quietSentence(quiet, at(monday, "14:32"))).toBe("Now: everything is told at once. From 22:00 only critical alerts about reachability.");
    expect(quietSentence(quiet, at(friday, "23:00"))).toBe("Now: only critical alerts about reachability. From tomorrow 07:00 everything is told at once.");
    expect(quietSentence(quiet, at(saturday, "09:00"))).toBe("Now: everything is told at once. From Monday 22:00 only critical alerts about reachability.");
    expect(quietSentence({ ...quiet, held: new Set() }, at(monday, "14:00"))).toContain("From 22:00 only critical alerts.");
    expect(quietSentence({ ...quiet, held: new Set(["offline", "storage", "performance"]) }, at(monday, "14:00"))).toContain("nobody is told anything");
    expect(quietSentence({ ...quiet, days: new Set() }, at(monday, "14:00"))).toContain("No day has quiet hours");
    expect(quietSentence({ ...quiet, enabled: false }, at(monday, "14:00"))).toContain("There are no quiet hours");
  });

  it("are said shortly, when there are any", () => {
    expect(quietWords(quiet)).toBe("Quiet hours 22:00–07:00");
    expect(quietWords({ ...quiet, enabled: false })).toBeUndefined();
    expect(quietWords({ ...quiet, days: new Set() })).toBeUndefined();
    expect(quietWords({ ...quiet, end: undefined })).toBeUndefined();
  });

  it("are pieces of any time", () => {
    expect(quietShares(quiet, at(monday, "19:00"), at(tuesday, "19:00"))).toEqual([{ from: 3 / 24, to: 12 / 24 }]);
    expect(quietShares(quiet, at(tuesday, "01:00"), at(tuesday, "13:00"))).toEqual([{ from: 0, to: 0.5 }]);
    expect(quietShares({ ...quiet, enabled: false }, at(monday, "19:00"), at(tuesday, "19:00"))).toEqual([]);
  });

  it("are read in each form of the wire", () => {
    expect([...quietHoursOf({ schedule: { quietHours: { days: [0, 1] } } }).days]).toEqual(["monday", "sunday"]);
    expect(minutesOf("24:00")).toBeUndefined();
    expect(minutesOf("7:05")).toBe(425);
  });
});
