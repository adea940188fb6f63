import { describe, expect, it } from "vitest";
import { aGuest } from "../test/rows";
import { betweenOf, customRulesOf, ruleMatches, ruleOf, ruleToWire } from "./customRules";

const wire = {
  id: "r1",
  name: "databases",
  filterConditions: { filters: [{ type: "text", field: "name", operator: "contains", value: "DB", rawText: "name:DB" }, { type: "metric", field: "cpu", operator: ">=", value: 50, rawText: "cpu>=50" }], logicalOperator: "AND" },
  thresholds: { memory: { trigger: 95, clear: 90 }, disabled: false },
  priority: 5,
  enabled: true,
  notifications: { email: { enabled: true, recipients: ["a@example.org"] } },
  createdAt: "2026-01-01T00:00:00.000Z",
};

function only(raw: object = wire) {
  const [found] = customRulesOf({ customRules: [raw] });
  if (found === undefined) throw new Error("no rule");
  return found;
}

describe("a custom rule", () => {
  it("holds for guests that fulfil its conditions", () => {
    const rule = only();
    expect(ruleMatches(rule, aGuest({ name: "my-db", cpu: 0.5 }))).toBe(true);
    expect(ruleMatches(rule, aGuest({ name: "my-db", cpu: 0.4 }))).toBe(false);
    expect(ruleMatches(rule, aGuest({ name: "my-db", cpu: undefined }))).toBe(false);
    expect(ruleMatches({ ...rule, all: false }, aGuest({ name: "my-db", cpu: 0.4 }))).toBe(true);
    expect(ruleMatches({ ...rule, filters: [] }, aGuest())).toBe(true);
  });

  it("finds a word in name, id, node or state", () => {
    const rule = { ...only(), filters: [{ type: "raw" as const, field: "", operator: "", value: "N1" }] };
    expect(ruleMatches(rule, aGuest({ node: "n1" }))).toBe(true);
    expect(ruleMatches(rule, aGuest({ node: "x", id: "x", name: "x" }))).toBe(false);
  });

  it("with the highest priority wins, and only when it is on", () => {
    const low = { ...only(), id: "low", priority: 1, filters: [] };
    const high = { ...only(), id: "high", priority: 9, filters: [] };
    expect(ruleOf([low, high], aGuest())?.id).toBe("high");
    expect(ruleOf([low, { ...high, enabled: false }], aGuest())?.id).toBe("low");
  });

  it("goes back with everything that no page edits", () => {
    const back = ruleToWire({ ...only(), name: "renamed" }, 0);
    expect(back).toMatchObject({ ...wire, name: "renamed", description: "", updatedAt: "1970-01-01T00:00:00.000Z" });
  });

  it("stands between the defaults and the own values, below the tags", () => {
    const rules = [{ ...only(), filters: [] }];
    expect(betweenOf(rules, aGuest())).toEqual({ from: "rule databases", limits: { memory: { trigger: 95, clear: 90 } } });
    expect(betweenOf(rules, aGuest({ tags: ["Pulse-Relaxed"] }))).toMatchObject({ from: "tag pulse-relaxed", stateOff: true, limits: { cpu: { trigger: 95, clear: 90 } } });
    expect(betweenOf(rules, aGuest({ tags: ["pulse-no-alerts"] }))).toMatchObject({ off: true });
    expect(betweenOf([], aGuest())).toBeUndefined();
  });
});
