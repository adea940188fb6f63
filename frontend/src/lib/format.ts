/** What stands in the place of a value that nobody knows. */
export const unknown = "–";

const narrow = "\u202f";
const binary = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** A percentage from 0 to 100: "97 %" with a narrow space. */
export function percent(value: number | undefined): string {
  return value === undefined ? unknown : `${Math.round(value)}${narrow}%`;
}

/** A share from 0 to 1 as a percentage. */
export function share(value: number | undefined): string {
  return percent(value === undefined ? undefined : value * 100);
}

/** An amount in IEC units: "12.4 GiB". */
export function bytes(value: number | undefined): string {
  if (value === undefined) return unknown;
  const { name, size } = byteUnit(value);
  return `${significant(value / size)} ${name}`;
}

/** The IEC unit in which an amount is written, and its size in bytes. */
export function byteUnit(value: number): { readonly name: string; readonly size: number } {
  const index = Math.max(0, binary.findLastIndex((_, power) => Math.abs(value) >= 1024 ** power));
  return { name: binary[index] ?? "B", size: 1024 ** index };
}

/** A rate in MB/s without its unit, which stands in the column's head: "36.5". */
export function megabytesPerSecond(bytesPerSecond: number | undefined): string {
  if (bytesPerSecond === undefined) return unknown;
  const rate = bytesPerSecond / 1e6;
  if (rate > 0 && rate < 0.05) return "0.0";
  return rate === 0 ? "0" : rate >= 10 ? String(Math.round(rate)) : rate.toFixed(1);
}

/** A rate with its unit, for places without a column head: "36.5 MB/s". */
export function rate(bytesPerSecond: number | undefined): string {
  return bytesPerSecond === undefined ? unknown : `${megabytesPerSecond(bytesPerSecond)} MB/s`;
}

/** A count with a narrow space between thousands: "6 871". */
export function count(value: number | undefined): string {
  return value === undefined ? unknown : Math.round(value).toLocaleString("en-GB").replaceAll(",", narrow);
}

/** A load average: "2.1". */
export function load(value: number | undefined): string {
  return value === undefined ? unknown : value.toFixed(1);
}

function significant(value: number): string {
  if (value === 0) return "0";
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toFixed(1)));
}
