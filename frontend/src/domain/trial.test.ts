import { describe, expect, it } from "vitest";
import { anAlert } from "../test/rows";
import { quietHoursOf } from "./quietHours";
import { type TrialFiring, actedOn, compared, figuresOf, trialSentence } from "./trial";

const minute = 60_000;
const now = 1000 * minute;
const firing = (resourceId: string, start: number, end?: number, planned = false): TrialFiring => ({ resourceId, start: start * minute, end: end === undefined ? undefined : end * minute, level: "warning", planned });
const never = quietHoursOf({});

describe("a rule held against the past", () => {
  it("is counted, with what still lasts until now", () => {
    expect(figuresOf([firing("a", 10, 15), firing("a", 100, 130, true), firing("b", 900)], never, now)).toEqual({ alerts: 3, quiet: 0, short: 1, planned: 1, medianLength: 30 * minute });
    expect(figuresOf([], never, now).medianLength).toBeUndefined();
  });

  it("is compared with the present rule, resource by resource", () => {
    const rows = compared([firing("a", 10, 20), firing("a", 50, 60), firing("b", 1, 2)], [firing("a", 15, 20), firing("c", 5, 6)], now);
    expect(rows.map(({ resourceId, before, after, firings }) => [resourceId, before, after, firings.map(({ fate }) => fate)])).toEqual([["a", 2, 1, ["both", "gone"]], ["b", 1, 0, ["gone"]], ["c", 0, 1, ["new"]]]);
  });

  it("says whether what somebody acted on would still have come, and how much later", () => {
    const alerts = [anAlert({ resourceId: "a", acknowledged: true, startTime: 10 * minute, resolvedTime: 30 * minute }), anAlert({ resourceId: "a", acknowledged: true, startTime: 90 * minute, resolvedTime: 95 * minute }), anAlert({ resourceId: "a", startTime: 50 * minute })];
    const acted = actedOn(alerts, [firing("a", 19, 30)], now);
    expect(acted).toEqual({ all: 2, kept: 1, later: 9 * minute });
    expect(trialSentence(59, 16, acted)).toBe("16 alerts instead of 59, but 1 that somebody acted on would be missed.");
    expect(trialSentence(59, 16, { all: 2, kept: 2, later: 0 })).toBe("16 alerts instead of 59, and nothing real is missed.");
    expect(trialSentence(3, 0, { all: 0, kept: 0, later: 0 })).toBe("No alert instead of 3.");
    expect(trialSentence(1, 1, { all: 1, kept: 1, later: 0 })).toBe("1 alert, as now.");
  });
});
