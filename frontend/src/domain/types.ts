/**
 * The estate as the dashboard knows it: the rows of the live feed, read and
 * checked. A field that is absent is unknown, never zero.
 */
import type { Forecast } from "./forecast";
import type { BackupLists } from "./backups";
import type { DockerHost } from "./docker";
import type { CephCluster, PhysicalDisk, ZfsPool } from "./hardware";
import type { PbsServer } from "./pbs";
import type { MailGateway } from "./pmg";
import type { Replication } from "./replication";

/** An amount of memory or disk in use. */
export interface Usage {
  total: number;
  used: number;
  /** Percent; absent when only the size is known. */
  usage?: number;
  /** Target of the balloon device of a VM, in bytes. */
  balloon?: number;
  mountpoint?: string;
  type?: string;
  device?: string;
}

/** What every row has that may have gone stale: last values, since when and why. */
export interface Freshness {
  stale?: boolean;
  staleSince?: number;
  staleReason?: string;
}

export interface CpuInfo {
  model: string;
  cores: number;
  sockets: number;
}

export interface Temperature {
  cpuPackage?: number;
  cpuMax?: number;
  cores?: { core: number; temp: number }[];
  nvme?: { device: string; temp: number }[];
}

/** Packages that can be updated. */
export interface Updates {
  pending: number;
  /** Of them those of a stable release of Debian, which changes for security holes and grave faults only. */
  security: number;
}

export interface Node extends Freshness {
  id: string;
  name: string;
  displayName: string;
  /** Name of the connection through which it is seen. */
  instance: string;
  host: string;
  status: string;
  connectionHealth: string;
  /** Share from 0 to 1. */
  cpu?: number;
  memory?: Usage;
  disk?: Usage;
  /** When it was started, in milliseconds; absent when it does not run. */
  upSince?: number;
  loadAverage?: number[];
  kernelVersion?: string;
  pveVersion?: string;
  cpuInfo?: CpuInfo;
  temperature?: Temperature;
  /** Absent when nobody may tell. */
  updates?: Updates;
  isClusterMember?: boolean;
  clusterName?: string;
}

export interface NetworkInterface {
  name: string;
  mac?: string;
  addresses?: string[];
}

/** Something that is being done to a guest on purpose. */
export interface PlannedWork {
  kind: string;
  task?: string;
  since?: number;
}

/** A VM or an LXC container. */
export interface Guest extends Freshness {
  id: string;
  vmid: number;
  name: string;
  node: string;
  instance: string;
  status: string;
  type: "qemu" | "lxc";
  /** Share from 0 to 1 of the processors assigned to it. */
  cpu?: number;
  cpus?: number;
  memory?: Usage;
  /** The guest reports nothing itself: memory is what its host spends on it, and is not judged. */
  memoryHostView?: boolean;
  disk?: Usage;
  disks?: Usage[];
  /** Why the use of its disks is unknown. */
  diskStatusReason?: string;
  ipAddresses?: string[];
  osName?: string;
  osVersion?: string;
  networkInterfaces?: NetworkInterface[];
  /** Bytes per second. */
  networkIn?: number;
  networkOut?: number;
  diskRead?: number;
  diskWrite?: number;
  upSince?: number;
  template?: boolean;
  lastBackup?: number;
  tags?: string[];
  lock?: string;
  plannedWork?: PlannedWork;
}

export interface Storage extends Freshness {
  id: string;
  name: string;
  /** The node that has it; "cluster" when several share it. */
  node: string;
  instance: string;
  nodes?: string[];
  type: string;
  status: string;
  total?: number;
  used?: number;
  free?: number;
  /** Percent. */
  usage?: number;
  content?: string[];
  shared?: boolean;
  enabled?: boolean;
  active?: boolean;
  zfsPool?: ZfsPool;
  /** Its backups may not be seen, so that an empty list means nothing. */
  backupsHidden?: boolean;
  /** When it will be full; absent until that was worked out. */
  forecast?: Forecast;
}

export type Level = "warning" | "critical";

export interface Alert {
  id: string;
  type: string;
  level: Level;
  resourceId: string;
  resourceName: string;
  node: string;
  instance: string;
  message: string;
  value?: number;
  threshold?: number;
  startTime?: number;
  lastSeen?: number;
  acknowledged: boolean;
  ackTime?: number;
  ackUser?: string;
  snoozedUntil?: number;
  plannedWork?: PlannedWork;
  /** Set once it is over. */
  resolvedTime?: number;
}

/** How one configured connection does, in words a person can act on. */
export interface Connection {
  id: string;
  name: string;
  type: string;
  host: string;
  ok: boolean;
  /** Nothing has been heard from it yet. */
  pending?: boolean;
  /** Since when it fails. */
  since?: number;
  error?: string;
}

/** Everything that the live feed tells; rows are keyed by their id. */
export interface Estate extends BackupLists {
  nodes: Record<string, Node>;
  vms: Record<string, Guest>;
  containers: Record<string, Guest>;
  storage: Record<string, Storage>;
  dockerHosts: Record<string, DockerHost>;
  physicalDisks: Record<string, PhysicalDisk>;
  cephClusters: Record<string, CephCluster>;
  pbs: Record<string, PbsServer>;
  pmg: Record<string, MailGateway>;
  replicationJobs: Record<string, Replication>;
  activeAlerts: Record<string, Alert>;
  recentlyResolved: Record<string, Alert>;
  /** When each connection was last read in full. */
  seen: Record<string, number>;
  connections: Connection[];
}
