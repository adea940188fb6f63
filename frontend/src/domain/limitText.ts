import type { Limit } from "./thresholds";

/** In what a threshold is measured. */
export type Unit = "%" | "MB/s" | "°C" | "°F";

/** What somebody typed into a cell: a value, or what is wrong with it. */
export type Typed<T> = { readonly value: T } | { readonly problem: string };

/** How far below its trigger an alert ends unless told: 5, which is 9 on the scale of Fahrenheit. */
export function marginOf(unit: Unit): number {
  return unit === "°F" ? 9 : 5;
}

/** Values at or below it mean something else: 0, which is 32 on the scale of Fahrenheit. */
export function floorOf(unit: Unit): number {
  return unit === "°F" ? 32 : 0;
}

/** How a limit stands in a cell: "80/75", or "off". */
export function limitText(limit: Limit | undefined): string {
  return limit === undefined || limit.trigger <= 0 ? "off" : `${limit.trigger}/${limit.clear}`;
}

/** Reads "88", "88/83", "off" or "0". Without a second number the alert ends a margin below the first. */
export function typedLimit(text: string, unit: Unit, offAs: 0 | -1, always = false): Typed<Limit> {
  const words = text.trim().toLowerCase().replaceAll("%", "").replaceAll(",", ".");
  if (["off", "0", "-1", "-"].includes(words)) return always ? { problem: "This one cannot be off; switch the alerts of the row off instead." } : { value: { trigger: offAs, clear: 0 } };
  const match = /^(\d+(?:\.\d+)?)\s*(?:\/\s*(\d+(?:\.\d+)?))?$/.exec(words);
  if (match === null) return { problem: "Write a number, two as 85/80, or off." };
  const floor = floorOf(unit);
  const trigger = Number(match[1]);
  const clear = match[2] === undefined ? Math.max(floor, trigger - marginOf(unit)) : Number(match[2]);
  if (trigger <= floor) return { problem: `A threshold is above ${floor}.` };
  if (unit === "%" && trigger > 100) return { problem: "Nothing is above 100 %." };
  if (clear < floor) return { problem: `It clears at ${floor} or above.` };
  return clear > trigger ? { problem: "It must clear at or below its trigger." } : { value: { trigger, clear } };
}

/** How a delay stands in a cell: "20 s", "5 min", "at once". */
export function delayText(seconds: number): string {
  if (seconds === 0) return "at once";
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** Reads "20", "20 s", "5 min", "1 h" or "at once". */
export function typedDelay(text: string): Typed<number> {
  const words = text.trim().toLowerCase();
  if (words === "at once" || words === "0") return { value: 0 };
  const match = /^(\d+(?:\.\d+)?)\s*(s|sec|m|min|h)?$/.exec(words);
  if (match === null) return { problem: "Write a time, such as 20 s or 5 min." };
  const scale = match[2]?.startsWith("m") === true ? 60 : match[2] === "h" ? 3600 : 1;
  return { value: Math.round(Number(match[1]) * scale) };
}
