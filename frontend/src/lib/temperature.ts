import { unknown } from "./format";

/** The unit in which temperatures are shown. Everywhere else they are in °C. */
export type Degrees = "celsius" | "fahrenheit";

const narrow = "\u202f";

/** "°C" or "°F". */
export function signOf(degrees: Degrees): "°C" | "°F" {
  return degrees === "fahrenheit" ? "°F" : "°C";
}

/** Degrees Celsius in the unit in which they are shown. */
export function shownDegrees(celsius: number, degrees: Degrees): number {
  return degrees === "fahrenheit" ? rounded(celsius * 1.8 + 32, 1) : celsius;
}

/** Degrees Celsius of what was typed in the unit in which they are shown; exact enough to be shown again as they were typed. */
export function typedDegrees(shown: number, degrees: Degrees): number {
  return degrees === "fahrenheit" ? rounded((shown - 32) / 1.8, 2) : shown;
}

/** A temperature: "51 °C". */
export function temperature(celsius: number | undefined, degrees: Degrees): string {
  return celsius === undefined ? unknown : `${Math.round(shownDegrees(celsius, degrees))}${narrow}${signOf(degrees)}`;
}

/** A sentence of the server, which speaks of °C, with its temperatures in the unit in which they are shown. */
export function withDegrees(sentence: string, degrees: Degrees): string {
  if (degrees === "celsius") return sentence;
  return sentence.replace(/(-?\d+(?:\.\d+)?)(\s?)°C/g, (_, figure: string, space: string) => {
    const digits = figure.split(".")[1]?.length ?? 0;
    return `${shownDegrees(Number(figure), degrees).toFixed(digits)}${space}${signOf(degrees)}`;
  });
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
