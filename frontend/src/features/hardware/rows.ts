import { type CephCluster, type PhysicalDisk, type ZfsPool, cephWord, poolErrors, statusOfDisk } from "../../domain/hardware";
import type { Alert, Storage } from "../../domain/types";
import { byNumber, byNumberDown, byText, inOrder, sorted } from "../../lib/compare";
import { percent } from "../../lib/format";
import { type Status, rankOf, worstOf } from "../../lib/status";
import { counted } from "../../lib/words";

/** A disk with its state. */
export interface RatedDisk {
  readonly disk: PhysicalDisk;
  readonly status: Status;
}

/** The disks, worst first, then by the life that is left, then the hottest. */
export function ratedDisks(disks: Iterable<PhysicalDisk>, alerts: ReadonlyMap<string, readonly Alert[]>, now: number): RatedDisk[] {
  const rated = Array.from(disks, (disk) => ({ disk, status: statusOfDisk(disk, alerts.get(disk.id), now) }));
  return sorted(
    rated,
    inOrder<RatedDisk>(
      byNumber(({ status }) => rankOf(status)),
      byNumber(({ disk }) => disk.wearout),
      byNumberDown(({ disk }) => disk.temperature),
      byText(({ disk }) => `${disk.node} ${disk.devPath}`),
    ),
  );
}

/** "passed", "failed", and for a disk of a silent node what it told last. */
export function healthWord({ health, stale }: PhysicalDisk): string {
  const word = health === "" || health.toUpperCase() === "UNKNOWN" ? "unknown" : health.toUpperCase() === "OK" ? "passed" : health.toLowerCase();
  return stale === true ? `last told: ${word}` : word;
}

/** Whether a disk has no wear to tell of, as spinning disks have not. */
export function wearsNot({ type, wearout }: PhysicalDisk): boolean {
  return wearout === undefined && ["hdd", "sas"].includes(type.toLowerCase());
}

/** A pool with the storage that uses it. */
export interface PoolOfStorage {
  readonly storage: Storage;
  readonly pool: ZfsPool;
}

/** The pools behind storages; a pool behind several of one node stands once. */
export function poolsOf(storages: readonly Storage[]): PoolOfStorage[] {
  const pools = new Map<string, PoolOfStorage>();
  for (const storage of storages) {
    const pool = storage.zfsPool;
    if (pool !== undefined) pools.set(`${storage.instance}\n${storage.node}\n${pool.name}`, { storage, pool });
  }
  return [...pools.values()];
}

/** "no errors", or how many of each kind. */
export function errorWords(pool: ZfsPool): string {
  if (poolErrors(pool) === 0) return "none";
  const parts = [
    [pool.readErrors, "read"],
    [pool.writeErrors, "write"],
    [pool.checksumErrors, "checksum"],
  ] as const;
  return parts.flatMap(([count, kind]) => (count === 0 ? [] : [`${count} ${kind}`])).join(", ");
}

/** What is not in order in a pool: its devices, else what it says of itself. */
export function poolNote(pool: ZfsPool): string {
  const devices = pool.devices.map(({ name, state, message }) => `${name} ${state.toLowerCase()}${message === undefined ? "" : `: ${message}`}`);
  return devices.length > 0 ? devices.join("; ") : pool.scan === "" ? pool.status : pool.scan;
}

/** "healthy, 9 of 9 OSDs, 61 %". */
export function cephSummary(cluster: CephCluster): string {
  const parts = [cephWord(cluster)];
  if (cluster.numOsds !== undefined && cluster.numOsds > 0 && cluster.numOsdsUp !== undefined) parts.push(`${cluster.numOsdsUp} of ${cluster.numOsds} OSDs`);
  if (cluster.usagePercent !== undefined && cluster.totalBytes !== undefined) parts.push(percent(cluster.usagePercent));
  return parts.join(", ");
}

/** How the disks of a node are, in a line: "4 disks passed, least life 88 %". */
export function disksSummary(disks: readonly RatedDisk[]): { readonly status: Status; readonly words: string } | undefined {
  const status = worstOf(disks.map((one) => one.status));
  if (status === undefined) return undefined;
  const passed = disks.filter(({ disk }) => ["PASSED", "OK"].includes(disk.health.toUpperCase())).length;
  const lives = disks.flatMap(({ disk }) => (disk.wearout === undefined ? [] : [disk.wearout]));
  const life = lives.length === 0 ? "" : `, least life ${percent(Math.min(...lives))}`;
  const counts = passed === disks.length ? `${counted(disks.length, "disk")} passed` : `${passed} of ${counted(disks.length, "disk")} passed`;
  return { status, words: `${counts}${life}` };
}
