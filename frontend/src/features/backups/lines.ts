import type { BackupRow, Verdict } from "../../domain/backupBoard";
import { groupBy } from "../../lib/compare";

/** The groups of the board, in their order. */
const groups = ["Needs attention", "Not known", "Unusual size", "Running", "Good"] as const;

/** One of them. */
export type GroupName = (typeof groups)[number];

const groupOf: Record<Verdict, GroupName> = {
  failed: "Needs attention",
  bad: "Needs attention",
  late: "Needs attention",
  none: "Needs attention",
  unknown: "Not known",
  size: "Unusual size",
  running: "Running",
  good: "Good",
};

/** A line of the board: the head of a group, or a guest. */
export type BoardLine =
  | { readonly kind: "group"; readonly name: GroupName; readonly count: number; readonly open: boolean }
  | { readonly kind: "guest"; readonly row: BackupRow };

/** The rows under the heads of their groups; those of a closed group are left out. */
export function boardLines(rows: readonly BackupRow[], closed: ReadonlySet<string>): BoardLine[] {
  const grouped = groupBy(rows, ({ verdict }) => groupOf[verdict]);
  return groups.flatMap((name): BoardLine[] => {
    const members = grouped.get(name) ?? [];
    if (members.length === 0) return [];
    const open = !closed.has(name);
    return [{ kind: "group", name, count: members.length, open }, ...(open ? members.map((row): BoardLine => ({ kind: "guest", row })) : [])];
  });
}
