/** What may stand in a cell of a table file; undefined is an empty cell. */
export type CsvValue = string | number | undefined;

/** A table as CSV (RFC 4180): a head, then the rows, lines ended by CRLF. */
export function csvOf(head: readonly string[], rows: Iterable<readonly CsvValue[]>): string {
  const lines = [head, ...rows].map((cells) => cells.map(csvCell).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

/** Text that a spreadsheet would take for a formula is marked as text; names come from other people's systems. */
function csvCell(value: CsvValue): string {
  if (value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
