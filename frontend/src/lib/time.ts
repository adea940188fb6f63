import { unknown } from "./format";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

// Made once: making a formatter takes longer than drawing the row that it is for.
const timeOfDay = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dateAndTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });

/** A length of time in its largest whole unit: "23 min", "9 h", "41 d". */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return unknown;
  const length = Math.max(0, ms);
  if (length < minute) return `${Math.floor(length / second)} s`;
  if (length < hour) return `${Math.floor(length / minute)} min`;
  if (length < 2 * day) return `${Math.floor(length / hour)} h`;
  return `${Math.floor(length / day)} d`;
}

/** How long ago: the length under 24 hours, then day and time. */
export function ago(then: number | undefined, now: number): string {
  if (then === undefined) return unknown;
  const age = now - then;
  return age < day ? duration(age) : dayAndTime(then);
}

/** How long ago, in a sentence: "23 min ago" under 24 hours, then "Tue 02:10". */
export function agoWords(then: number | undefined, now: number): string {
  if (then === undefined) return unknown;
  return now - then < day ? `${ago(then, now)} ago` : ago(then, now);
}

/** Since when: the time of day under 24 hours, then day and time. */
export function since(then: number | undefined, now: number): string {
  if (then === undefined) return unknown;
  return now - then < day ? clockTime(then) : dayAndTime(then);
}

/** "14:02", in the reader's zone. */
export function clockTime(at: number): string {
  return timeOfDay.format(at);
}

/** "Tue 02:10" within a week, "18 Nov 02:10" before. */
export function dayAndTime(at: number, now = Date.now()): string {
  const date = new Date(at);
  const name =
    now - at < 7 * day
      ? date.toLocaleDateString("en-GB", { weekday: "short" })
      : date.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  return `${name} ${clockTime(at)}`;
}

/** "Thu 20 Nov, 14:32", the heading of a page that shows now. */
export function today(at: number): string {
  const date = new Date(at).toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short" });
  return `${date.replace(",", "")}, ${clockTime(at)}`;
}

/** Full date and time with its zone, for hovering. */
export function fullTime(at: number): string {
  return dateAndTime.format(at);
}
