import { describe, expect, it } from "vitest";
import { delayText, limitText, typedDelay, typedLimit } from "./limitText";

describe("a limit in a cell", () => {
  it.each([
    ["88", { value: { trigger: 88, clear: 83 } }],
    [" 88 / 80 ", { value: { trigger: 88, clear: 80 } }],
    ["88%/80%", { value: { trigger: 88, clear: 80 } }],
    ["82,5", { value: { trigger: 82.5, clear: 77.5 } }],
    ["3", { value: { trigger: 3, clear: 0 } }],
    ["off", { value: { trigger: -1, clear: 0 } }],
    ["0", { value: { trigger: -1, clear: 0 } }],
    ["80/85", { problem: "It must clear at or below its trigger." }],
    ["120", { problem: "Nothing is above 100 %." }],
    ["much", { problem: "Write a number, two as 85/80, or off." }],
    ["", { problem: "Write a number, two as 85/80, or off." }],
    ["0.0", { problem: "A threshold is above 0." }],
  ])("reads %j", (text, expected) => {
    expect(typedLimit(text, "%", -1)).toEqual(expected);
  });

  it("may be above 100 where it is no share", () => {
    expect(typedLimit("120/100", "MB/s", -1)).toEqual({ value: { trigger: 120, clear: 100 } });
  });

  it("is off with 0 among the defaults, and cannot be off where it always holds", () => {
    expect(typedLimit("off", "%", 0)).toEqual({ value: { trigger: 0, clear: 0 } });
    expect(typedLimit("off", "%", 0, true)).toHaveProperty("problem");
  });

  it("is written as it is read", () => {
    expect(limitText({ trigger: 80, clear: 75 })).toBe("80/75");
    expect(limitText({ trigger: -1, clear: 0 })).toBe("off");
    expect(limitText(undefined)).toBe("off");
  });
});

describe("a delay in a cell", () => {
  it.each([[0, "at once"], [20, "20 s"], [90, "90 s"], [300, "5 min"], [7200, "2 h"]])("%i s is written %s and read back", (seconds, text) => {
    expect(delayText(seconds)).toBe(text);
    expect(typedDelay(text)).toEqual({ value: seconds });
  });

  it("is in seconds without a unit, and nothing else is understood", () => {
    expect(typedDelay("45")).toEqual({ value: 45 });
    expect(typedDelay("5m")).toEqual({ value: 300 });
    expect(typedDelay("soon")).toHaveProperty("problem");
    expect(typedDelay("-3")).toHaveProperty("problem");
  });
});
