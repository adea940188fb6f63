import { describe, expect, it } from "vitest";
import { aGuest, aNode, aStorage } from "../test/rows";
import { guestTrigger, noThresholds, nodeTrigger, storageTrigger, thresholdsOf } from "./thresholds";

const thresholds =
  thresholdsOf({
    guestDefaults: { cpu: { trigger: 80, clear: 75 }, diskRead: { trigger: 0, clear: 0 }, poweredOffSeverity: "warning" },
    nodeDefaults: { memory: { trigger: 85, clear: 80 } },
    storageDefault: { trigger: 85, clear: 80 },
    overrides: { "lab-n1-100": { cpu: { trigger: 95, clear: 90 } }, "lab-n1-local": { usage: -1 } },
  }) ?? noThresholds;

describe("thresholds", () => {
  it("come from the defaults of the kind", () => {
    expect(guestTrigger(thresholds, aGuest({ id: "other" }), "cpu")).toBe(80);
    expect(nodeTrigger(thresholds, aNode(), "memory")).toBe(85);
  });

  it("of one resource win, as a pair or as a bare number", () => {
    expect(guestTrigger(thresholds, aGuest(), "cpu")).toBe(95);
    expect(storageTrigger(thresholds, aStorage())).toBeUndefined();
  });

  it("that are 0, negative or absent are off", () => {
    expect(guestTrigger(thresholds, aGuest(), "diskRead")).toBeUndefined();
    expect(nodeTrigger(thresholds, aNode(), "temperature")).toBeUndefined();
  });
});
