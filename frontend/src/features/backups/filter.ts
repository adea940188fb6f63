import type { BackupRow } from "../../domain/backupBoard";
import { type FilterFields, matches, parseFilter } from "../../domain/filter";

const day = 24 * 60 * 60 * 1000;
const gibibyte = 1024 ** 3;

/** What a filter of backups looks at. */
interface BackupSubject {
  readonly row: BackupRow;
  readonly now: number;
}

/** The fields by which the board can be filtered. */
const backupFields: FilterFields<BackupSubject> = {
  numbers: {
    age: ({ row, now }) => (row.lastGood === undefined ? undefined : (now - row.lastGood.at) / day),
    size: ({ row }) => (row.lastGood?.size === undefined ? undefined : row.lastGood.size / gibibyte),
    snaps: ({ row }) => row.snapshots.length,
    id: ({ row }) => row.guest.vmid,
  },
  texts: {
    tag: ({ row }) => lower(row.guest.tags ?? []),
    node: ({ row }) => lower([row.guest.node]),
    name: ({ row }) => lower([row.guest.name]),
    on: ({ row }) => lower([...new Set(row.copies.map(({ where }) => where))]),
    type: ({ row }) => (row.guest.type === "qemu" ? ["vm", "qemu"] : ["ct", "lxc", "container"]),
    is: ({ row }) => [row.verdict, ...statesOf(row)],
  },
  whole: new Set(["tag", "type", "is"]),
  words: ({ row }) => lower([row.guest.name, String(row.guest.vmid), row.guest.node, ...(row.guest.tags ?? [])]),
};

function statesOf({ copies, jump, status }: BackupRow): string[] {
  const states: string[] = [];
  if (copies[0]?.verified === "ok") states.push("verified");
  if (copies.some(({ onServer }) => onServer)) states.push("server");
  if (copies.some(({ protected: kept }) => kept)) states.push("protected");
  if (copies[0]?.encrypted === true) states.push("encrypted");
  if (jump !== undefined) states.push("size");
  if (status === "critical" || status === "warning" || status === "unknown") states.push("problem");
  return states;
}

function lower(texts: readonly string[]): string[] {
  return texts.map((text) => text.toLowerCase());
}

/** The rows that the filter leaves, and what of it was not understood. */
export function filteredRows(rows: readonly BackupRow[], query: string, now: number): { readonly rows: readonly BackupRow[]; readonly problem: string | undefined } {
  const filter = parseFilter(query, backupFields);
  return { rows: rows.filter((row) => matches({ row, now }, filter, backupFields)), problem: filter.problems[0] };
}
