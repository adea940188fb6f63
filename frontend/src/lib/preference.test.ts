import { createRoot } from "solid-js";
import { describe, expect, it } from "vitest";
import { flag } from "./decode";
import { createPreference } from "./preference";

describe("createPreference", () => {
  it("keeps a choice for the next time and shows it at once to others", () => {
    createRoot((dispose) => {
      const [one, change] = createPreference("keys", flag, true);
      const [other] = createPreference("keys", flag, true);
      change(false);
      expect([one(), other()]).toEqual([false, false]);
      const [later] = createPreference("keys", flag, true);
      expect(later()).toBe(false);
      dispose();
    });
  });

  it("falls back when what is stored is damaged", () => {
    localStorage.setItem("pulse.keys", "{");
    createRoot((dispose) => {
      expect(createPreference("keys", flag, true)[0]()).toBe(true);
      dispose();
    });
  });
});
