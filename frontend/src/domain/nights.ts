import { median } from "../lib/median";
import type { BackupTask } from "./backups";
import type { Copy } from "./copies";

const hour = 60 * 60 * 1000;

/** How many nights a board shows. */
export const nightCount = 14;

/** What a night brought: the best copy of it, or why there is none. */
export type Night = "verified" | "server" | "local" | "bad" | "failed" | "missed" | "running" | "none";

/** The nights of a board: the day on which each ends, and when each begins. */
export interface Nights {
  /** Oldest first. */
  readonly days: readonly Date[];
  readonly starts: readonly number[];
}

/** The last nights up to today; each goes from noon to noon in the reader's zone, the last one to now. */
export function lastNights(now: number): Nights {
  const today = new Date(now);
  const at = (daysBack: number, hours: number) => new Date(today.getFullYear(), today.getMonth(), today.getDate() - daysBack, hours);
  const back = Array.from({ length: nightCount }, (_, index) => nightCount - 1 - index);
  return { days: back.map((days) => at(days, 0)), starts: back.map((days) => at(days + 1, 12).getTime()) };
}

/** What each night brought for a guest, oldest first. */
export function nightsOf(nights: Nights, copies: readonly Copy[], tasks: readonly BackupTask[]): Night[] {
  const found = nights.starts.map((): Night => "none");
  const better = (at: number, night: Night) => {
    const index = nights.starts.findLastIndex((start) => at >= start);
    const before = found[index];
    if (before !== undefined && rank[night] > rank[before]) found[index] = night;
  };
  for (const task of tasks) {
    if (task.startTime === undefined) continue;
    if (isRunning(task)) better(task.startTime, "running");
    else if (task.error !== undefined) better(task.startTime, "failed");
  }
  for (const copy of copies) better(copy.at, nightOf(copy));
  return found;
}

const rank: Record<Night, number> = { none: 0, missed: 1, failed: 2, bad: 3, local: 4, server: 5, verified: 6, running: 7 };

function nightOf(copy: Copy): Night {
  if (copy.verified === "failed") return "bad";
  if (copy.verified === "ok") return "verified";
  return copy.onServer ? "server" : "local";
}

/** Whether a run of vzdump has not ended. */
export function isRunning(task: BackupTask): boolean {
  return task.endTime === undefined && task.error === undefined && task.status === "";
}

/** The usual time between two backups, when there are enough to tell. Copies made within a few hours count as one. */
export function usualGap(copies: readonly Copy[]): number | undefined {
  const times: number[] = [];
  for (const { at } of copies) {
    const last = times[times.length - 1];
    if (last === undefined || last - at > 3 * hour) times.push(at);
  }
  if (times.length < 3) return undefined;
  return median(times.slice(1).map((at, index) => (times[index] ?? at) - at));
}

/** Whether the next backup should have been there by now. */
export function isLate(copies: readonly Copy[], now: number): boolean {
  const [last] = copies;
  const gap = usualGap(copies);
  return last !== undefined && gap !== undefined && now - last.at > gap + Math.max(3 * hour, gap * 0.15);
}

/** How many times as big as usual the newest copy is; absent when that is nothing to speak of. */
export function sizeJump(copies: readonly Copy[]): number | undefined {
  const [last] = copies;
  if (last?.size === undefined) return undefined;
  const before = sizesAt(copies.slice(1), last.where);
  const usual = before.length < 3 ? undefined : median(before);
  if (usual === undefined) return undefined;
  const times = last.size / usual;
  return times >= 1.5 || times <= 0.5 ? times : undefined;
}

/** Sizes of the copies in one place, newest first: other places compress differently. */
export function sizesAt(copies: readonly Copy[], where: string): number[] {
  return copies.flatMap((copy) => (copy.where === where && copy.size !== undefined ? [copy.size] : []));
}
