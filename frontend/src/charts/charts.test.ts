import { createRoot, createSignal } from "solid-js";
import { describe, expect, it, vi } from "vitest";
import { columnsOf, gapsOf, niceTop, unwatched, valueNear, withTail } from "./data";
import { localText, windowOf } from "./CustomRange";
import { withAlpha } from "./colors";
import { summaryOf, windowWords } from "./summary";
import type { ChartPoint } from "./types";
import { type ChartView, bounded, createChartView } from "./view";

const minute = 60_000;
const hour = 60 * minute;

function points(...values: readonly [minutes: number, value: number][]): ChartPoint[] {
  return values.map(([at, value]) => ({ at: at * minute, value }));
}

describe("the data of a chart", () => {
  const steady = points([0, 1], [1, 2], [2, 3], [10, 4], [11, 5]);

  it("breaks the line where points are farther apart than usual", () => {
    const [times, , mean] = columnsOf([{ name: "a", points: steady }]);
    expect(times).toEqual([0, minute, 2 * minute, 2 * minute + 1, 10 * minute, 11 * minute]);
    expect(mean).toEqual([1, 2, 3, null, 4, 5]);
  });

  it("puts lines with different times over one list without breaking them", () => {
    const [times, , first, , , second] = columnsOf([{ name: "a", points: points([0, 1], [2, 3]) }, { name: "b", points: points([0, 7], [1, 8], [2, 9]) }]);
    expect(times).toHaveLength(3);
    expect(first).toEqual([1, undefined, 3]);
    expect(second).toEqual([7, 8, 9]);
  });

  it("carries lowest and highest values beside the mean", () => {
    const [, low, mean, high] = columnsOf([{ name: "a", points: [{ at: 0, value: 5, low: 2, high: 9 }] }]);
    expect([low, mean, high]).toEqual([[2], [5], [9]]);
  });

  it("tells the gaps, and what lies before and behind the points", () => {
    expect(gapsOf([{ name: "a", points: steady }])).toEqual([{ from: 2 * minute, to: 10 * minute }]);
    const window = { from: -20 * minute, to: 30 * minute };
    expect(unwatched([{ name: "a", points: steady }], window)).toEqual([{ from: -20 * minute, to: 0 }, { from: 2 * minute, to: 10 * minute }, { from: 11 * minute, to: 30 * minute }]);
    expect(unwatched([], window)).toEqual([window]);
  });

  it("finds the value under the cursor only where one is near", () => {
    expect([valueNear(steady, 1.2 * minute), valueNear(steady, 6 * minute), valueNear(steady, undefined), valueNear([], 1)]).toEqual([2, undefined, undefined, undefined]);
  });

  it.each([[0.3, 1], [3.2, 4], [17, 20], [43, 50], [99, 200]])("has a round top above %d", (highest, top) => {
    expect(niceTop([{ name: "a", points: points([0, highest]) }], { from: 0, to: minute }, 1)).toBe(top);
  });

  it("makes a band of a colour", () => {
    expect(withAlpha("#0a6373", 0.5)).toBe("#0a637380");
  });
});

describe("a custom range", () => {
  it("is two times in their order", () => {
    const at = new Date(2026, 2, 5, 14, 2).getTime();
    expect(localText(at)).toBe("2026-03-05T14:02");
    expect(windowOf(localText(at), localText(at + hour))).toEqual({ from: at, to: at + hour });
    expect([windowOf("", ""), windowOf(localText(at), localText(at)), windowOf(localText(at + hour), localText(at))]).toEqual([undefined, undefined, undefined]);
  });
});

describe("the end of a chart", () => {
  it("goes on in the steps of what is recorded", () => {
    const recorded = points([0, 1], [10, 2]);
    const seen = points([9, 7], [12, 8], [21, 9], [25, 9], [31, 4]);
    expect(withTail(recorded, seen, 10 * minute)).toEqual(points([0, 1], [10, 2], [21, 9], [31, 4]));
    expect(withTail([], points([1, 3]), 0)).toEqual(points([1, 3]));
  });
});

describe("the view of charts", () => {
  function show(test: (view: ChartView, setNow: (now: number) => void, changes: unknown[]) => void) {
    const changes: unknown[] = [];
    createRoot((dispose) => {
      const [now, setNow] = createSignal(1000 * hour);
      test(createChartView(now, { range: "6h", onChange: (range, fixed) => changes.push([range, fixed]) }), setNow, changes);
      dispose();
    });
  }

  it("follows the present until somebody zooms", () => {
    show((view, setNow) => {
      expect(view.window()).toEqual({ from: 994 * hour, to: 1000 * hour });
      setNow(1001 * hour);
      expect(view.window().to).toBe(1001 * hour);
      view.zoom({ from: 998 * hour, to: 999 * hour });
      setNow(1002 * hour);
      expect(view.window()).toEqual({ from: 998 * hour, to: 999 * hour });
      expect([view.live(), view.zoomed()]).toEqual([false, true]);
    });
  });

  it("takes the same zoom told by several charts once", () => {
    show((view, _setNow, changes) => {
      view.zoom({ from: 998 * hour, to: 999 * hour });
      view.zoom({ from: 998 * hour + 500, to: 999 * hour - 500 });
      expect(changes).toHaveLength(1);
      view.back();
      expect(view.live()).toBe(true);
    });
  });

  it("does not zoom in further than two minutes", () => {
    show((view) => {
      view.zoom({ from: 998 * hour, to: 998 * hour + minute });
      expect(view.zoomed()).toBe(false);
    });
  });

  it("shifts by half a window, and follows again when it reaches the present", () => {
    show((view) => {
      view.shift(-1);
      expect(view.window()).toEqual({ from: 991 * hour, to: 997 * hour });
      view.shift(1);
      expect(view.live()).toBe(true);
    });
  });

  it("stays within a year", () => {
    const [now, year] = [20_000 * hour, 365 * 24 * hour];
    expect(bounded({ from: 0, to: 2 * hour }, now)).toEqual({ from: now - year, to: now - year + 2 * hour });
    expect(bounded({ from: now - hour, to: now + 3 * hour }, now)).toEqual({ from: now - 4 * hour, to: now });
  });

  it("tells every change, so that the address can keep it", () => {
    const told = vi.fn();
    createRoot((dispose) => {
      const view = createChartView(() => 1000 * hour, { onChange: told });
      view.choose("24h");
      dispose();
    });
    expect(told).toHaveBeenCalledWith("24h", undefined);
  });
});

describe("the sentence about a chart", () => {
  const chart = { title: "CPU", window: { from: 0, to: 4 * minute }, format: (value: number) => `${value} %` };

  it("tells the last, the lowest and the highest value, and the time above the trigger", () => {
    const words = summaryOf({ ...chart, lines: [{ name: "used", points: points([0, 50], [1, 90], [2, 95], [3, 20], [4, 30]) }], trigger: 80 });
    expect(words).toMatch(/: 30 % at the end, lowest 20 % at .*, highest 95 % at .*\. Above its trigger for 2 min\.$/);
  });

  it("says that nothing is known instead of 0", () => {
    expect(summaryOf({ ...chart, lines: [{ name: "used", points: [] }] })).toMatch(/nothing is known\. Not watched for 4 min\.$/);
  });

  it("says what came from the records of the node", () => {
    const words = summaryOf({ ...chart, lines: [{ name: "used", points: points([0, 1], [1, 2], [2, 1], [3, 2], [4, 1]) }], filled: [{ from: -minute, to: 2 * minute }] });
    expect(words).toContain("Filled from the node's own records for 2 min.");
  });

  it("tells long windows by their dates", () => {
    const end = new Date(2026, 2, 5, 12).getTime();
    expect(windowWords({ from: end - 30 * 24 * hour, to: end })).toBe("3 Feb – 5 Mar");
    expect(windowWords({ from: end - 365 * 24 * hour, to: end })).toBe("5 Mar 2025 – 5 Mar");
  });

  it("names the lines when there are several", () => {
    expect(summaryOf({ ...chart, lines: [{ name: "in", points: points([0, 1]) }, { name: "out", points: [] }] })).toContain("; out is unknown.");
  });
});
