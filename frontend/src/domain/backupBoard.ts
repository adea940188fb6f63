import { byNumber, byText, groupBy, inOrder, sorted } from "../lib/compare";
import { type Status, rankOf } from "../lib/status";
import { capital, inWords, listed } from "../lib/words";
import type { BackupLists, BackupTask, GuestSnapshot } from "./backups";
import { type Copy, copiesByGuest } from "./copies";
import { type Night, type Nights, isLate, isRunning, lastNights, nightsOf, sizeJump } from "./nights";
import type { Guest, Storage } from "./types";

/** What is to be said about the backups of a guest, worst first. */
export const verdicts = ["failed", "bad", "late", "none", "unknown", "size", "running", "good"] as const;

/** One of them. */
export type Verdict = (typeof verdicts)[number];

/** A guest with everything known about its backups. */
export interface BackupRow {
  readonly guest: Guest;
  readonly verdict: Verdict;
  readonly status: Status;
  /** Oldest first. */
  readonly nights: readonly Night[];
  /** Newest first. */
  readonly copies: readonly Copy[];
  /** The newest that did not fail its verification. */
  readonly lastGood?: Copy;
  /** Why it needs somebody, in words. */
  readonly reason?: string;
  /** How many times as big as usual the newest is, when that is worth a word. */
  readonly jump?: number;
  readonly snapshots: readonly GuestSnapshot[];
}

/** All guests with their backups. */
export interface Board {
  readonly nights: Nights;
  readonly rows: readonly BackupRow[];
  /** Storages whose backups may not be seen. */
  readonly hidden: readonly Storage[];
  /** Runs of several guests that ended with an error since the night before last. */
  readonly failedJobs: readonly BackupTask[];
  /** Whether anything at all is known of backups. */
  readonly known: boolean;
}

/** Puts together what is known of the backups of all guests. */
export function backupBoard(lists: BackupLists, guests: readonly Guest[], storages: readonly Storage[], now: number): Board {
  const nights = lastNights(now);
  const copies = copiesByGuest(lists, guests);
  const tasks = groupBy(lists.backupTasks.values(), (task) => placeOf(task.instance, task.vmid));
  const snapshots = groupBy(lists.guestSnapshots.values(), (snapshot) => placeOf(snapshot.instance, snapshot.vmid));
  const hidden = storages.filter((storage) => storage.backupsHidden === true);
  const rows = guests.map((guest) => {
    const place = placeOf(guest.instance, guest.vmid);
    const facts = { guest, now, copies: copies.get(guest.id) ?? [], tasks: tasks.get(place) ?? [], hidden: hidden.find((storage) => storage.instance === guest.instance)?.name };
    return rowOf(facts, nights, snapshots.get(place) ?? []);
  });
  const recent = nights.starts[nights.starts.length - 2] ?? now;
  return {
    nights,
    rows: sorted(rows, worstBackupFirst),
    hidden,
    failedJobs: [...lists.backupTasks.values()].filter((task) => task.vmid === 0 && task.error !== undefined && (task.startTime ?? 0) >= recent),
    known: lists.storageBackups.size + lists.pbsBackups.size + lists.backupTasks.size > 0,
  };
}

const worstBackupFirst = inOrder<BackupRow>(
  byNumber(({ status }) => rankOf(status)),
  byNumber(({ verdict }) => verdicts.indexOf(verdict)),
  byText(({ guest }) => guest.name),
);

interface Facts {
  readonly guest: Guest;
  readonly copies: readonly Copy[];
  readonly tasks: readonly BackupTask[];
  /** A storage of its connection whose backups may not be seen. */
  readonly hidden: string | undefined;
  readonly now: number;
}

const marks: Record<Verdict, Status> = { failed: "critical", bad: "critical", late: "warning", none: "warning", unknown: "unknown", size: "running", running: "planned", good: "running" };

function rowOf(facts: Facts, nights: Nights, snapshots: readonly GuestSnapshot[]): BackupRow {
  const { guest, copies, tasks } = facts;
  const { verdict, reason } = judge(facts);
  const seen = nightsOf(nights, copies, tasks);
  if (verdict === "late" && seen[seen.length - 1] === "none") seen[seen.length - 1] = "missed";
  if (verdict === "running") seen[seen.length - 1] = "running";
  return {
    guest,
    verdict,
    reason,
    status: marks[verdict],
    nights: seen,
    copies,
    lastGood: copies.find(({ verified }) => verified !== "failed"),
    jump: sizeJump(copies),
    snapshots: sorted(snapshots, byNumber(({ time }) => time)),
  };
}

function judge({ guest, copies, tasks, hidden, now }: Facts): { readonly verdict: Verdict; readonly reason?: string } {
  const [newest] = copies;
  const unsure = unsureWhy(copies, hidden);
  if (guest.plannedWork?.kind === "backup" || guest.lock === "backup" || tasks.some(isRunning)) return { verdict: "running" };
  const failed = failureSince(tasks, newest?.at ?? 0);
  if (failed !== undefined) return { verdict: "failed", reason: failed };
  if (newest?.verified === "failed") return { verdict: "bad", reason: `The newest on ${newest.where} does not verify` };
  if (newest === undefined) return unsure === undefined ? { verdict: "none", reason: "No backup is known" } : { verdict: "unknown", reason: unsure };
  if (isLate(copies, now)) return unsure === undefined ? { verdict: "late", reason: "The usual one did not come" } : { verdict: "unknown", reason: unsure };
  return { verdict: sizeJump(copies) === undefined ? "good" : "size" };
}

/** Why it cannot be told that a backup is missing. */
function unsureWhy(copies: readonly Copy[], hidden: string | undefined): string | undefined {
  if (hidden !== undefined) return `Backups on ${hidden} may not be seen`;
  return copies[0]?.stale === true ? "Its list could not be read again" : undefined;
}

/** The error of the newest run, when it is newer than the newest copy. */
function failureSince(tasks: readonly BackupTask[], newestCopy: number): string | undefined {
  const [last] = [...tasks].sort((a, b) => (b.startTime ?? 0) - (a.startTime ?? 0));
  return last?.error !== undefined && (last.startTime ?? 0) > newestCopy ? last.error : undefined;
}

function placeOf(instance: string, vmid: number): string {
  return `${instance}\n${vmid}`;
}

/** How many rows have a verdict. */
export function countOf(board: Board, ...wanted: readonly Verdict[]): number {
  return board.rows.filter(({ verdict }) => wanted.includes(verdict)).length;
}

/** The sentence of the page: what went wrong, or that all is well. */
export function backupSentence(board: Board): string {
  const parts = [
    part(countOf(board, "failed"), "backup failed", "backups failed"),
    part(countOf(board, "bad"), "does not verify", "do not verify"),
    part(countOf(board, "late"), "did not run", "did not run"),
    withoutAny(board),
  ].filter((words) => words !== undefined);
  const said = listed(parts);
  // A name keeps its own first letter.
  if (parts.length > 0) return `${board.rows.some(({ guest }) => said.startsWith(`${guest.name} `)) ? said : capital(said)}.`;
  const unknown = countOf(board, "unknown");
  if (unknown > 0) return `Of ${unknown === 1 ? "one guest" : `${inWords(unknown)} guests`} it is not known whether they have a backup.`;
  return "Every guest has its usual backup.";
}

function part(count: number, one: string, many: string): string | undefined {
  return count === 0 ? undefined : `${inWords(count)} ${count === 1 ? one : many}`;
}

function withoutAny({ rows }: Board): string | undefined {
  const names = rows.filter(({ verdict }) => verdict === "none").map(({ guest }) => guest.name);
  if (names.length === 0) return undefined;
  return names.length === 1 ? `${names[0] ?? ""} has none` : `${inWords(names.length)} guests have none`;
}

/** What follows the sentence: how many are as they should be. */
export function backupTotals(board: Board): string {
  const good = countOf(board, "good", "size");
  const parts = [`${good} of ${board.rows.length} guests ${good === 1 ? "is" : "are"} good for last night`];
  const running = countOf(board, "running");
  if (running > 0) parts.push(`${running} ${running === 1 ? "is" : "are"} running`);
  const unknown = countOf(board, "unknown");
  if (unknown > 0) parts.push(`${unknown} unknown`);
  return `${parts.join(", ")}.`;
}
