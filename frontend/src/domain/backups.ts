import { type Shape, filled, flag, listOf, moment, number, object, positive, text } from "../lib/decode";
import { freshness } from "./freshness";
import { rowsOf } from "./shapes";
import type { Freshness } from "./types";

/** A run of vzdump. */
export interface BackupTask {
  id: string;
  node: string;
  instance: string;
  /** 0 when it concerns several guests. */
  vmid: number;
  /** OK, an error text, or empty while it runs. */
  status: string;
  startTime?: number;
  /** Absent while it runs. */
  endTime?: number;
  error?: string;
}

/** A backup of a guest on a storage of a hypervisor. */
export interface StorageBackup extends Freshness {
  id: string;
  storage: string;
  node: string;
  instance: string;
  type: string;
  vmid: number;
  time?: number;
  size?: number;
  notes?: string;
  protected?: boolean;
  /** The storage is a backup server. */
  isPBS?: boolean;
  /** "ok" or "failed"; absent when nobody looked. */
  verification?: string;
  encryption?: string;
}

/** A snapshot of a guest. */
export interface GuestSnapshot extends Freshness {
  id: string;
  name: string;
  node: string;
  instance: string;
  vmid: number;
  time?: number;
  description?: string;
  /** It holds the memory of the guest too. */
  vmstate?: boolean;
}

/** A backup on a backup server. */
export interface PbsBackup extends Freshness {
  id: string;
  /** Name of the server. */
  instance: string;
  datastore: string;
  namespace: string;
  /** vm, ct or host. */
  backupType: string;
  /** A number, or the name of a host. */
  vmid: string;
  backupTime?: number;
  size?: number;
  protected?: boolean;
  verified?: boolean;
  comment?: string;
}

/**
 * Everything known of backups. They are many and seldom change, so that each
 * list is one value that is replaced, never changed inside.
 */
export interface BackupLists {
  backupTasks: ReadonlyMap<string, BackupTask>;
  storageBackups: ReadonlyMap<string, StorageBackup>;
  guestSnapshots: ReadonlyMap<string, GuestSnapshot>;
  pbsBackups: ReadonlyMap<string, PbsBackup>;
}

/** A row of `backupTasks`. */
export const backupTaskShape: Shape<BackupTask> = {
  blank: () => ({ id: "", node: "", instance: "", vmid: 0, status: "" }),
  fields: { id: text, node: text, instance: text, vmid: number, status: text, startTime: moment, endTime: moment, error: filled },
};

/** A row of `storageBackups`. */
export const storageBackupShape: Shape<StorageBackup> = {
  blank: () => ({ id: "", storage: "", node: "", instance: "", type: "", vmid: 0 }),
  fields: {
    ...freshness,
    id: text,
    storage: text,
    node: text,
    instance: text,
    type: text,
    vmid: number,
    time: moment,
    size: positive,
    notes: filled,
    protected: flag,
    isPBS: flag,
    verification: filled,
    encryption: filled,
  },
};

/** A row of `guestSnapshots`. */
export const guestSnapshotShape: Shape<GuestSnapshot> = {
  blank: () => ({ id: "", name: "", node: "", instance: "", vmid: 0 }),
  fields: { ...freshness, id: text, name: text, node: text, instance: text, vmid: number, time: moment, description: filled, vmstate: flag },
};

/** A row of `pbsBackups`. */
export const pbsBackupShape: Shape<PbsBackup> = {
  blank: () => ({ id: "", instance: "", datastore: "", namespace: "", backupType: "", vmid: "" }),
  fields: {
    ...freshness,
    id: text,
    instance: text,
    datastore: text,
    namespace: text,
    backupType: text,
    vmid: text,
    backupTime: moment,
    size: positive,
    protected: flag,
    verified: flag,
    comment: filled,
  },
};

/** Nothing known of backups. */
export function noBackups(): BackupLists {
  return { backupTasks: new Map(), storageBackups: new Map(), guestSnapshots: new Map(), pbsBackups: new Map() };
}

/** Reads rows with ids into one map. */
export function mapped<T extends { id: string }>(value: unknown, shape: Shape<T>): ReadonlyMap<string, T> {
  const rows = listOf(object(shape))(rowsOf(value)) ?? [];
  return new Map(rows.map((row) => [row.id, row]));
}
