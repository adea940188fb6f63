import { hasFigures, ownStatusOf } from "../../domain/guests";
import type { Guest } from "../../domain/types";
import { type CsvValue, csvOf } from "../../lib/csv";
import { fileName } from "../../lib/download";
import { save } from "../../ui/save";

const megabyte = 1e6;

type Field = readonly [head: string, value: (guest: Guest, cluster: string) => CsvValue];

/** A figure of a guest that runs; the others have none. */
function running(value: (guest: Guest) => number | undefined): (guest: Guest) => CsvValue {
  return (guest) => (hasFigures(guest) ? value(guest) : undefined);
}

const fields: readonly Field[] = [
  ["name", (guest) => guest.name],
  ["id", (guest) => guest.vmid],
  ["type", (guest) => (guest.type === "qemu" ? "vm" : "ct")],
  ["status", (guest) => ownStatusOf(guest)],
  ["node", (guest) => guest.node],
  ["cluster", (_, cluster) => cluster],
  ["tags", (guest) => guest.tags?.join(" ")],
  ["cpu_percent", running(({ cpu }) => (cpu === undefined ? undefined : rounded(cpu * 100)))],
  ["cpus", (guest) => guest.cpus],
  ["memory_percent", running(({ memory }) => rounded(memory?.usage))],
  ["memory_total_bytes", (guest) => guest.memory?.total],
  ["disk_percent", (guest) => rounded(guest.disk?.usage)],
  ["disk_total_bytes", (guest) => guest.disk?.total],
  ["network_in_mb_per_second", running(({ networkIn }) => rate(networkIn))],
  ["network_out_mb_per_second", running(({ networkOut }) => rate(networkOut))],
  ["disk_read_mb_per_second", running(({ diskRead }) => rate(diskRead))],
  ["disk_write_mb_per_second", running(({ diskWrite }) => rate(diskWrite))],
  ["started", (guest) => (guest.upSince === undefined ? undefined : new Date(guest.upSince).toISOString())],
  ["addresses", (guest) => guest.ipAddresses?.join(" ")],
  ["last_values", (guest) => (guest.stale === true ? "yes" : "no")],
];

/** The guests as a table file; what is unknown is an empty cell. */
export function guestsAsCsv(guests: readonly Guest[], clusterOf: (guest: Guest) => string): string {
  return csvOf(
    fields.map(([head]) => head),
    guests.map((guest) => fields.map(([, value]) => value(guest, clusterOf(guest)))),
  );
}

/** Saves the guests, in the order of the list. */
export function exportGuests(guests: readonly Guest[], clusterOf: (guest: Guest) => string, now: number): void {
  save(fileName("guests", now), guestsAsCsv(guests, clusterOf));
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 100) / 100;
}

function rate(bytesPerSecond: number | undefined): number | undefined {
  return bytesPerSecond === undefined ? undefined : rounded(bytesPerSecond / megabyte);
}
