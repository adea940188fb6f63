import { describe, expect, it } from "vitest";
import { needsSomebody, toneOf, worstOf } from "./status";

describe("status", () => {
  it("puts what nobody has seen before what somebody has", () => {
    expect(worstOf(["running", "critical-seen", "unknown", "warning"])).toBe("warning");
    expect(worstOf(["stopped", "critical-seen"])).toBe("critical-seen");
    expect(worstOf([])).toBeUndefined();
  });

  it("asks for somebody only for what is unseen and unplanned", () => {
    expect((["critical", "warning", "unknown", "warning-seen", "planned", "stopped", "running"] as const).filter(needsSomebody)).toEqual(["critical", "warning", "unknown"]);
  });

  it("calls it critical from 10 points above the trigger", () => {
    expect([79.9, 80, 89.9, 90].map((value) => toneOf(value, 80))).toEqual([undefined, "warning", "warning", "critical"]);
    expect([toneOf(undefined, 80), toneOf(99, undefined)]).toEqual([undefined, undefined]);
  });
});
