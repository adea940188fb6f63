import { describe, expect, it } from "vitest";
import { defaultState, hasOwn, heldAlerts, heldDelay, heldLimit, heldState, withDefaultState, withDelay, withOwn, withOwnState } from "./limitCells";
import { type Metric, sorts } from "./limitSorts";

const config = {
  enabled: true,
  guestDefaults: { cpu: { trigger: 80, clear: 75 }, diskRead: { trigger: 0, clear: 0 }, poweredOffSeverity: "warning" },
  storageDefault: { trigger: 85, clear: 80 },
  overrides: { own: { cpu: { trigger: 90, clear: 82 } }, bare: { cpu: 70 }, off: { cpu: { trigger: -1, clear: 0 }, disabled: true } },
  timeThreshold: 5,
  timeThresholds: { guest: 10, all: 7 },
  metricTimeThresholds: { guest: { cpu: 300 } },
};

function metric(sort: keyof typeof sorts, key: string): Metric {
  const found = sorts[sort].metrics.find((one) => one.key === key);
  if (found === undefined) throw new Error(`no metric ${key}`);
  return found;
}

const cpu = metric("guest", "cpu");

describe("the limit of a resource", () => {
  it("is its own, else that of a rule, else the default", () => {
    expect(heldLimit(config, "own", cpu)).toEqual({ value: { trigger: 90, clear: 82 }, own: true });
    expect(heldLimit(config, "bare", cpu)).toEqual({ value: { trigger: 70, clear: 65 }, own: true });
    expect(heldLimit(config, "other", cpu)).toEqual({ value: { trigger: 80, clear: 75 }, own: false });
    const between = { from: "rule databases", limits: { cpu: { trigger: 95, clear: 90 } } };
    expect(heldLimit(config, "other", cpu, between)).toEqual({ value: { trigger: 95, clear: 90 }, own: false, from: "rule databases" });
    expect(heldLimit(config, "own", cpu, between).own).toBe(true);
    expect(heldLimit(config, "other", metric("storage", "usage")).value).toEqual({ trigger: 85, clear: 80 });
  });

  it("is taken over and given back without a trace", () => {
    const next = withOwn(config, "new", "cpu", { trigger: 60, clear: 55 });
    expect(hasOwn(next, "new")).toBe(true);
    expect(withOwn(next, "new", "cpu", undefined)).toEqual(config);
    expect(withOwn(config, "off", "cpu", undefined).overrides).toMatchObject({ off: { disabled: true } });
  });
});

describe("what is told when something is off", () => {
  it("follows the default until the resource says something", () => {
    expect(heldState(config, "other", sorts.guest)).toMatchObject({ value: "warning", own: false });
    const critical = withOwnState(config, "other", sorts.guest, "critical");
    expect(heldState(critical, "other", sorts.guest)).toEqual({ value: "critical", own: true });
    const silent = withOwnState(config, "other", sorts.guest, "off");
    expect(heldState(silent, "other", sorts.guest)).toEqual({ value: "off", own: true });
    expect(withOwnState(silent, "other", sorts.guest, undefined)).toEqual(config);
  });

  it("stays off where it is off for all", () => {
    const off = withDefaultState(config, sorts.guest, "off");
    expect(off).toMatchObject({ disableAllGuestsOffline: true });
    expect(heldState(withOwnState(off, "x", sorts.guest, "critical"), "x", sorts.guest).value).toBe("off");
    expect(defaultState(withDefaultState(off, sorts.guest, "critical"), sorts.guest)).toBe("critical");
  });

  it("is always critical for servers, and switched by their own key", () => {
    expect(defaultState(config, sorts.gateway)).toBe("critical");
    expect(withDefaultState(config, sorts.gateway, "off")).toEqual({ ...config, disableAllPMGOffline: true });
    expect(withOwnState(config, "pmg-a", sorts.gateway, "critical").overrides).toHaveProperty("pmg-a", { disableConnectivity: false });
  });
});

describe("whether a resource alerts", () => {
  it("is its own word, unless the kind is off", () => {
    expect(heldAlerts(config, "off", sorts.guest)).toEqual({ value: false, own: true });
    expect(heldAlerts(config, "other", sorts.guest)).toEqual({ value: true, own: false });
    expect(heldAlerts({ ...config, disableAllGuests: true }, "other", sorts.guest).value).toBe(false);
    expect(heldAlerts({ ...config, enabled: false }, "other", sorts.guest).value).toBe(false);
    expect(heldAlerts(config, "other", sorts.guest, { from: "tag", limits: {}, off: true })).toEqual({ value: false, own: false, from: "tag" });
  });
});

describe("the delay of a metric", () => {
  it("is its own, else that of its kind", () => {
    expect(heldDelay(config, sorts.guest, cpu)).toEqual({ value: 300, own: true });
    expect(heldDelay(config, sorts.guest, metric("guest", "memory"))).toEqual({ value: 10, own: false });
    expect(heldDelay(config, sorts.container, metric("container", "cpu"))).toEqual({ value: 300, own: false });
    expect(heldDelay({ timeThreshold: 4 }, sorts.node, metric("node", "cpu"))).toEqual({ value: 4, own: false });
  });

  it("is written under the most specific name, in lower case", () => {
    const next = withDelay(config, sorts.guest, metric("guest", "diskRead"), 0);
    expect(next.metricTimeThresholds).toEqual({ guest: { cpu: 300, diskread: 0 } });
    expect(withDelay(next, sorts.guest, metric("guest", "diskRead"), undefined).metricTimeThresholds).toEqual({ guest: { cpu: 300 } });
  });
});
