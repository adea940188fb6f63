import { type Parse, type Shape, filled, listOf, number, object, positive, text } from "../lib/decode";
import type { Status } from "../lib/status";
import { withAlerts } from "./alerts";
import { freshness } from "./freshness";
import type { Alert, Freshness } from "./types";

/** A disk of a node. */
export interface PhysicalDisk extends Freshness {
  id: string;
  node: string;
  instance: string;
  devPath: string;
  model: string;
  serial: string;
  type: string;
  size?: number;
  /** PASSED, OK, FAILED or UNKNOWN; may be empty. */
  health: string;
  /** Life that is left, in percent. */
  wearout?: number;
  /** Degrees Celsius. */
  temperature?: number;
  used: string;
}

/** A part of a ZFS pool that is not in order. */
export interface ZfsDevice {
  name: string;
  type: string;
  state: string;
  readErrors: number;
  writeErrors: number;
  checksumErrors: number;
  message?: string;
}

/** The ZFS pool behind a storage. */
export interface ZfsPool {
  name: string;
  state: string;
  status: string;
  scan: string;
  readErrors: number;
  writeErrors: number;
  checksumErrors: number;
  devices: ZfsDevice[];
}

/** A pool of a Ceph cluster. */
export interface CephPool {
  name: string;
  storedBytes?: number;
  availableBytes?: number;
  objects?: number;
  /** Percent. */
  percentUsed?: number;
}

/** A kind of Ceph daemon, and how many of it run. */
export interface CephService {
  type: string;
  running: number;
  total: number;
  message?: string;
}

/** A Ceph cluster. */
export interface CephCluster extends Freshness {
  id: string;
  instance: string;
  name: string;
  /** HEALTH_OK, HEALTH_WARN or HEALTH_ERR. */
  health: string;
  healthMessage?: string;
  totalBytes?: number;
  usedBytes?: number;
  availableBytes?: number;
  /** Percent. */
  usagePercent?: number;
  numMons?: number;
  numMgrs?: number;
  numOsds?: number;
  numOsdsUp?: number;
  numOsdsIn?: number;
  numPGs?: number;
  pools?: CephPool[];
  services?: CephService[];
}

/** A percentage; the wire writes -1 for unknown. */
const known: Parse<number> = (value) => {
  const percent = number(value);
  return percent === undefined || percent < 0 ? undefined : percent;
};

/** A row of `physicalDisks`. */
export const diskShape: Shape<PhysicalDisk> = {
  blank: () => ({ id: "", node: "", instance: "", devPath: "", model: "", serial: "", type: "", health: "", used: "" }),
  fields: {
    ...freshness,
    id: text,
    node: text,
    instance: text,
    devPath: text,
    model: text,
    serial: text,
    type: text,
    size: positive,
    health: text,
    wearout: known,
    temperature: positive,
    used: text,
  },
};

const errorCounts = { readErrors: number, writeErrors: number, checksumErrors: number };
const noErrors = { readErrors: 0, writeErrors: 0, checksumErrors: 0 };

const zfsDevice: Parse<ZfsDevice> = object<ZfsDevice>({
  blank: () => ({ name: "", type: "", state: "", ...noErrors }),
  fields: { name: text, type: text, state: text, ...errorCounts, message: filled },
});

/** Reads the pool of a storage. */
export const zfsPool: Parse<ZfsPool> = object<ZfsPool>({
  blank: () => ({ name: "", state: "", status: "", scan: "", ...noErrors, devices: [] }),
  fields: { name: text, state: text, status: text, scan: text, ...errorCounts, devices: listOf(zfsDevice) },
});

const cephPool: Parse<CephPool> = object<CephPool>({
  blank: () => ({ name: "" }),
  fields: { name: text, storedBytes: number, availableBytes: number, objects: number, percentUsed: number },
});

const cephService: Parse<CephService> = object<CephService>({
  blank: () => ({ type: "", running: 0, total: 0 }),
  fields: { type: text, running: number, total: number, message: filled },
});

/** A row of `cephClusters`. */
export const cephShape: Shape<CephCluster> = {
  blank: () => ({ id: "", instance: "", name: "", health: "" }),
  fields: {
    ...freshness,
    id: text,
    instance: text,
    name: text,
    health: text,
    healthMessage: filled,
    totalBytes: positive,
    usedBytes: number,
    availableBytes: number,
    usagePercent: known,
    numMons: number,
    numMgrs: number,
    numOsds: number,
    numOsdsUp: number,
    numOsdsIn: number,
    numPGs: number,
    pools: listOf(cephPool),
    services: listOf(cephService),
  },
};

/** Life from which on a disk should be replaced, in percent. */
export const wornOut = 10;

/** How a disk is, with what alerts say about its node's disk. */
export function statusOfDisk(disk: PhysicalDisk, alerts: readonly Alert[] | undefined, now: number): Status {
  return withAlerts(ownStatusOfDisk(disk), alerts, now);
}

function ownStatusOfDisk({ stale, health, wearout }: PhysicalDisk): Status {
  if (stale === true) return "unknown";
  if (health.toUpperCase() === "FAILED") return "critical";
  return wearout !== undefined && wearout < wornOut ? "warning" : "running";
}

/** How a pool is: one that lost redundancy or counts errors needs somebody. */
export function statusOfPool(pool: ZfsPool, stale: boolean): Status {
  if (stale || pool.state === "") return "unknown";
  if (["FAULTED", "UNAVAIL", "REMOVED", "SUSPENDED"].includes(pool.state.toUpperCase())) return "critical";
  return pool.state.toUpperCase() === "ONLINE" && poolErrors(pool) === 0 ? "running" : "warning";
}

/** All errors that a pool counts. */
export function poolErrors({ readErrors, writeErrors, checksumErrors }: Pick<ZfsPool, "readErrors" | "writeErrors" | "checksumErrors">): number {
  return readErrors + writeErrors + checksumErrors;
}

/** How a Ceph cluster is. */
export function statusOfCeph({ stale, health }: CephCluster): Status {
  if (stale === true) return "unknown";
  const states: Record<string, Status> = { HEALTH_OK: "running", HEALTH_WARN: "warning", HEALTH_ERR: "critical" };
  return states[health] ?? "unknown";
}

/** "healthy", "degraded", "broken", in a word. */
export function cephWord(cluster: CephCluster): string {
  const words: Partial<Record<Status, string>> = { running: "healthy", warning: "warns", critical: "broken" };
  return words[statusOfCeph(cluster)] ?? "unknown";
}
