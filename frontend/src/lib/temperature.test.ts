import { describe, expect, it } from "vitest";
import { shownDegrees, temperature, typedDegrees, withDegrees } from "./temperature";

describe("a temperature", () => {
  it("is shown in the unit that was chosen, and unknown in none", () => {
    expect(temperature(51.4, "celsius")).toBe("51\u202f°C");
    expect(temperature(51.4, "fahrenheit")).toBe("125\u202f°F");
    expect(temperature(0, "fahrenheit")).toBe("32\u202f°F");
    expect(temperature(undefined, "fahrenheit")).toBe("–");
  });

  it("is shown again as it was typed", () => {
    for (let typed = 33; typed < 250; typed += 0.5) expect(shownDegrees(typedDegrees(typed, "fahrenheit"), "fahrenheit")).toBe(typed);
    expect(typedDegrees(82.5, "celsius")).toBe(82.5);
  });

  it("is changed in the sentences of the server, and nothing else is", () => {
    const sentence = "Node temperature at 81.0°C is above 80 °C, 3 of 3 times.";
    expect(withDegrees(sentence, "celsius")).toBe(sentence);
    expect(withDegrees(sentence, "fahrenheit")).toBe("Node temperature at 177.8°F is above 176 °F, 3 of 3 times.");
    expect(withDegrees("memory at 81.0% of 85 %", "fahrenheit")).toBe("memory at 81.0% of 85 %");
  });
});
