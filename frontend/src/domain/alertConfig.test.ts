import { describe, expect, it } from "vitest";
import { type LimitRow, limitDraft, limitProblem, limitRows, withKey, withLimit } from "./alertConfig";

const config = { guestDefaults: { cpu: { trigger: 80, clear: 75 }, diskRead: { trigger: 0, clear: 0 }, poweredOffSeverity: "warning" }, storageDefault: { trigger: 85, clear: 80 }, customRules: [{ id: "r" }] };

function row(label: string): LimitRow {
  const found = limitRows.find((one) => one.label === label);
  if (found === undefined) throw new Error(`no row ${label}`);
  return found;
}

describe("the alert configuration in a form", () => {
  it("shows limits as numbers, and what is off as nothing", () => {
    expect(limitDraft(config, row("Guests"), "cpu")).toEqual({ trigger: "80", clear: "75" });
    expect(limitDraft(config, row("Guests"), "diskRead")).toEqual({ trigger: "", clear: "" });
    expect(limitDraft(config, row("Storages"), "storageDefault")).toEqual({ trigger: "85", clear: "80" });
    expect(limitDraft({}, row("Nodes"), "temperature")).toEqual({ trigger: "", clear: "" });
  });

  it("changes one limit and leaves everything else as it came", () => {
    expect(withLimit(config, row("Guests"), "cpu", { trigger: "90", clear: "82.5" })).toEqual({
      ...config,
      guestDefaults: { ...config.guestDefaults, cpu: { trigger: 90, clear: 82.5 } },
    });
    expect(withLimit(config, row("Storages"), "storageDefault", { trigger: "95", clear: "" })).toEqual({ ...config, storageDefault: { trigger: 95, clear: 90 } });
  });

  it("switches a limit off with an empty trigger", () => {
    expect(withLimit(config, row("Guests"), "cpu", { trigger: " ", clear: "75" })).toMatchObject({ guestDefaults: { cpu: { trigger: 0, clear: 0 } } });
  });

  it.each([
    [{ trigger: "80", clear: "85" }, "%", "It must clear at or below its trigger."],
    [{ trigger: "x", clear: "" }, "%", "Only numbers above 0 can be compared."],
    [{ trigger: "-1", clear: "" }, "%", "Only numbers above 0 can be compared."],
    [{ trigger: "120", clear: "" }, "%", "Nothing is above 100 %."],
    [{ trigger: "120", clear: "100" }, "MiB/s", undefined],
    [{ trigger: "80", clear: "80" }, "%", undefined],
    [{ trigger: "", clear: "" }, "%", undefined],
  ])("judges %o in %s", (draft, unit, problem) => {
    expect(limitProblem(draft, unit)).toBe(problem);
  });

  it("does not let a limit be switched off that is always on", () => {
    expect(limitProblem({ trigger: "", clear: "" }, "%", true)).toContain("cannot be switched off");
  });

  it("changes one key at the top or in a section", () => {
    expect(withKey(config, undefined, "disableAllGuests", true)).toEqual({ ...config, disableAllGuests: true });
    expect(withKey({ schedule: { cooldown: 5, quietHours: {} } }, "schedule", "cooldown", 0)).toEqual({ schedule: { cooldown: 0, quietHours: {} } });
  });
});
