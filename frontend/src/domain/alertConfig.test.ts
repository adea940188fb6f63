import { describe, expect, it } from "vitest";
import { changesOf, isSame, valueAt, withValue } from "./alertConfig";

const config = { guestDefaults: { cpu: { trigger: 80, clear: 75 } }, overrides: { a: { cpu: { trigger: 90, clear: 85 } } }, customRules: [{ id: "r" }] };

describe("the alert configuration", () => {
  it("is changed at one place and stays as it came elsewhere", () => {
    const next = withValue(config, ["guestDefaults", "memory"], { trigger: 1, clear: 0 });
    expect(next).toEqual({ ...config, guestDefaults: { cpu: { trigger: 80, clear: 75 }, memory: { trigger: 1, clear: 0 } } });
    expect(withValue(config, ["overrides", "a", "cpu"], undefined)).toEqual({ ...config, overrides: { a: {} } });
    expect(valueAt(config, ["overrides", "a", "cpu", "trigger"])).toBe(90);
    expect(valueAt(config, ["nothing", "here"])).toBeUndefined();
  });

  it("is the same whatever the order of its keys", () => {
    expect(isSame({ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 })).toBe(true);
    expect(isSame({ a: 1 }, { a: 1, b: undefined })).toBe(true);
    expect(isSame([1], [1, 2])).toBe(false);
    expect(isSame(null, undefined)).toBe(false);
  });

  it("sends only what was changed", () => {
    expect(changesOf(config, config)).toEqual({});
    expect(changesOf(config, withValue(config, ["guestDefaults", "cpu", "trigger"], 85))).toEqual({ guestDefaults: { cpu: { trigger: 85, clear: 75 } } });
    expect(changesOf(config, withValue(config, ["customRules"], []))).toEqual({ customRules: [] });
  });

  it("keeps own values that others gave to other resources meanwhile", () => {
    const draft = withValue(config, ["overrides", "mine"], { disabled: true });
    const latest = { ...config, overrides: { ...config.overrides, theirs: { disabled: true } } };
    expect(changesOf(config, draft, latest)).toEqual({ overrides: { ...latest.overrides, mine: { disabled: true } } });
  });

  it("does not bring back what others took away, and takes away what we did", () => {
    const draft = withValue(config, ["overrides", "mine"], { disabled: true });
    expect(changesOf(config, draft, { ...config, overrides: {} })).toEqual({ overrides: { mine: { disabled: true } } });
    expect(changesOf(config, withValue(config, ["overrides", "a"], undefined), config)).toEqual({ overrides: {} });
  });
});
