import { flag, json, text } from "../lib/decode";
import { type AlertConfig, valueAt } from "./alertConfig";

/** The days, Monday first, by their names in the configuration. */
export const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/** One of them. */
export type Day = (typeof days)[number];

/** The kinds of critical alerts that quiet hours may hold back too. */
export const categories = ["offline", "storage", "performance"] as const;

/** One of them. */
export type Category = (typeof categories)[number];

/** The weekly time in which notices are held back. Times are minutes since midnight; undefined is not understood. */
export interface QuietHours {
  readonly enabled: boolean;
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly zone: string;
  /** On which days it begins. */
  readonly days: ReadonlySet<Day>;
  /** Which critical alerts are held back, too. */
  readonly held: ReadonlySet<Category>;
}

/** A piece of one day that is quiet, in minutes since midnight. */
export interface QuietPiece {
  readonly from: number;
  readonly to: number;
}

const wholeDay = 24 * 60;

/** Reads the quiet hours of a configuration. */
export function quietHoursOf(config: AlertConfig): QuietHours {
  const raw = json(valueAt(config, ["schedule", "quietHours"])) ?? {};
  return {
    enabled: flag(raw.enabled) ?? false,
    start: minutesOf(text(raw.start) ?? ""),
    end: minutesOf(text(raw.end) ?? ""),
    zone: text(raw.timezone) ?? "",
    days: new Set(days.filter((day, index) => json(raw.days)?.[day] === true || (Array.isArray(raw.days) && raw.days.includes((index + 1) % 7)))),
    held: new Set(categories.filter((name) => json(raw.suppress)?.[name] === true)),
  };
}

/** Minutes since midnight of "22:00". */
export function minutesOf(time: string): number | undefined {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time.trim());
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2]);
}

/** "22:00" of minutes since midnight. */
export function timeOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** The quiet pieces of each day, Monday first. What goes over midnight belongs to the day on which it begins. */
export function quietWeek(quiet: QuietHours): QuietPiece[][] {
  const week: QuietPiece[][] = days.map(() => []);
  const { start, end } = quiet;
  if (start === undefined || end === undefined || start === end) return week;
  days.forEach((day, index) => {
    if (!quiet.days.has(day)) return;
    week[index]?.push({ from: start, to: end > start ? end : wholeDay });
    if (end < start && end > 0) week[(index + 1) % 7]?.unshift({ from: 0, to: end });
  });
  return week;
}

/** Day (0 = Monday) and minute of a moment in a time zone; the zone of this computer when that one is unknown. */
export function placeInWeek(at: number, zone: string): { readonly day: number; readonly minute: number } {
  const parts = Object.fromEntries(formatter(zone).formatToParts(at).map(({ type, value }) => [type, value]));
  const day = days.findIndex((name) => name === parts.weekday?.toLowerCase());
  return { day: Math.max(0, day), minute: (Number(parts.hour) % 24) * 60 + Number(parts.minute) };
}

function formatter(zone: string): Intl.DateTimeFormat {
  const options: Intl.DateTimeFormatOptions = { weekday: "long", hour: "2-digit", minute: "2-digit", hour12: false };
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone === "" ? undefined : zone });
  } catch {
    return new Intl.DateTimeFormat("en-GB", options);
  }
}

/** Whether it is quiet now. */
export function isQuiet(quiet: QuietHours, at: number): boolean {
  if (!quiet.enabled) return false;
  const { day, minute } = placeInWeek(at, quiet.zone);
  return quietWeek(quiet)[day]?.some(({ from, to }) => minute >= from && minute < to) === true;
}

/** When quiet hours begin or end next, in minutes of the week from now; undefined when they never do. */
function nextChange(quiet: QuietHours, at: number): { readonly day: number; readonly minute: number } | undefined {
  const { day, minute } = placeInWeek(at, quiet.zone);
  const week = quietWeek(quiet);
  const quietAt = (steps: number) => {
    const moment = (day * wholeDay + minute + steps) % (7 * wholeDay);
    return week[Math.floor(moment / wholeDay)]?.some(({ from, to }) => moment % wholeDay >= from && moment % wholeDay < to) === true;
  };
  const now = quietAt(0);
  for (let steps = 1; steps <= 7 * wholeDay; steps++) {
    if (quietAt(steps) === now) continue;
    const moment = (day * wholeDay + minute + steps) % (7 * wholeDay);
    return { day: Math.floor(moment / wholeDay), minute: moment % wholeDay };
  }
  return undefined;
}

const tick = 10 * 60 * 1000;

/** The quiet pieces of a time, as shares of it from 0 to 1, to ten minutes. */
export function quietShares(quiet: QuietHours, from: number, to: number): { readonly from: number; readonly to: number }[] {
  const steps = Math.round((to - from) / tick);
  const pieces: { from: number; to: number }[] = [];
  for (let step = 0; step < steps; step++) {
    if (!isQuiet(quiet, from + (step + 0.5) * tick)) continue;
    const last = pieces.at(-1);
    if (last !== undefined && last.to === step) last.to = step + 1;
    else pieces.push({ from: step, to: step + 1 });
  }
  return pieces.map((piece) => ({ from: piece.from / steps, to: piece.to / steps }));
}

/** "Quiet hours 22:00–07:00"; undefined when there are none. */
export function quietWords({ enabled, start, end, days: nights }: QuietHours): string | undefined {
  if (!enabled || start === undefined || end === undefined || start === end || nights.size === 0) return undefined;
  return `Quiet hours ${timeOf(start)}–${timeOf(end)}`;
}

const words: Readonly<Record<Category, string>> = { offline: "reachability", storage: "storage", performance: "load" };

/** What a category is called on the screen. */
export function categoryWord(category: Category): string {
  return words[category];
}

/** What holds now and what comes next: "Now: everything is told at once. From 22:00 only critical alerts about reachability." */
export function quietSentence(quiet: QuietHours, at: number): string {
  const everything = "everything is told at once";
  if (!quiet.enabled) return `Now: ${everything}. There are no quiet hours.`;
  if (quiet.start === undefined || quiet.end === undefined) return "The quiet hours need a beginning and an end, such as 22:00 and 07:00.";
  const next = nextChange(quiet, at);
  if (next === undefined) return isQuiet(quiet, at) ? `Now and always: ${throughWords(quiet)}.` : `Now: ${everything}. No day has quiet hours.`;
  const today = placeInWeek(at, quiet.zone).day;
  const day = next.day === today ? "" : next.day === (today + 1) % 7 ? "tomorrow " : `${capitalDay(next.day)} `;
  const when = `${day}${timeOf(next.minute)}`;
  if (isQuiet(quiet, at)) return `Now: ${throughWords(quiet)}. From ${when} everything is told at once.`;
  return `Now: ${everything}. From ${when} ${throughWords(quiet)}.`;
}

function throughWords(quiet: QuietHours): string {
  const told = categories.filter((name) => !quiet.held.has(name)).map(categoryWord);
  if (told.length === 0) return "nobody is told anything";
  return told.length === categories.length ? "only critical alerts" : `only critical alerts about ${told.join(" and ")}`;
}

function capitalDay(index: number): string {
  const day = days[index] ?? "";
  return day.charAt(0).toUpperCase() + day.slice(1);
}
