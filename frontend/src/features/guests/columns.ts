import { type Parse, listOf, oneOf } from "../../lib/decode";
import { createPreference } from "../../lib/preference";
import type { SortKey } from "./order";

/** The columns that can be switched on and off. */
export const columnKeys = ["node", "id", "cpu", "memory", "disk", "netin", "netout", "read", "write", "up", "backup"] as const;

/** One of them. */
export type ColumnKey = (typeof columnKeys)[number];

/** A column of the list. */
export interface Column {
  readonly key: ColumnKey & SortKey;
  readonly label: string;
  readonly width: number;
  readonly align?: "end";
  /** Space in its head up to the bar of the meter. */
  readonly indent?: string;
  /** Leaves first when the window is narrow. */
  readonly rank: number;
}

/** All columns behind the name, in their order. */
export const columns: readonly Column[] = [
  { key: "node", label: "Node", width: 76, rank: 4 },
  { key: "id", label: "ID", width: 34, align: "end", rank: 3 },
  { key: "cpu", label: "CPU", width: 110, rank: 0 },
  { key: "memory", label: "Memory", width: 162, indent: "46px", rank: 1 },
  { key: "disk", label: "Disk", width: 150, indent: "46px", rank: 2 },
  { key: "netin", label: "Net in", width: 42, align: "end", rank: 6 },
  { key: "netout", label: "Net out", width: 48, align: "end", rank: 7 },
  { key: "read", label: "Read", width: 36, align: "end", rank: 8 },
  { key: "write", label: "Write", width: 38, align: "end", rank: 9 },
  { key: "up", label: "Up", width: 40, align: "end", rank: 5 },
  { key: "backup", label: "Backup", width: 56, align: "end", rank: 2.5 },
];

const gap = 12;
const padding = 36;
/** The mark and the narrowest name. */
const fixed = 14 + gap + 190;

/** Those of the wanted columns that fit into a width in pixels. */
export function fitting(wanted: readonly Column[], width: number): readonly Column[] {
  const needed = wanted.reduce((sum, column) => sum + column.width + gap, fixed + padding);
  if (needed <= width || wanted.length === 0) return wanted;
  const last = Math.max(...wanted.map(({ rank }) => rank));
  return fitting(wanted.filter(({ rank }) => rank !== last), width);
}

/** The widths as in grid-template-columns. */
export function templateOf(shown: readonly Column[]): string {
  return ["14px minmax(170px, 1fr)", ...shown.map(({ width }) => `${width}px`)].join(" ");
}

/** How high the rows are. */
export type Density = "compact" | "comfortable";

const density: Parse<Density> = oneOf("compact", "comfortable");

/** The person's own density. */
export function createDensity() {
  return createPreference<Density>("density", density, "compact");
}

/** The columns that the person switched off. */
export function createHiddenColumns() {
  return createPreference<readonly ColumnKey[]>("guest-columns-hidden", listOf(oneOf(...columnKeys)), []);
}
