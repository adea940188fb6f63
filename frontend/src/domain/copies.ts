import type { BackupLists, PbsBackup, StorageBackup } from "./backups";
import type { Guest } from "./types";

/** One backup of a guest, wherever it is kept. */
export interface Copy {
  readonly id: string;
  readonly at: number;
  readonly size?: number;
  /** On a backup server, or on a storage of the hypervisor. */
  readonly onServer: boolean;
  /** Name of the storage, or of server and datastore. */
  readonly where: string;
  /** Absent when nobody looked. */
  readonly verified?: "ok" | "failed";
  readonly protected: boolean;
  readonly encrypted: boolean;
  readonly notes?: string;
  /** It comes from a list that could not be read again. */
  readonly stale: boolean;
}

/** The backups of each guest by its id, newest first. One that is listed by a hypervisor and by its server counts once. */
export function copiesByGuest(lists: BackupLists, guests: readonly Guest[]): ReadonlyMap<string, readonly Copy[]> {
  const places = new Map(guests.map((guest) => [placeKey(guest.instance, guest.vmid), guest.id]));
  const seen = listedOnServers(lists, places);
  const owners = ownersByNumber(guests);
  const found = new Map<string, Copy[]>();
  const add = (guest: string | undefined, copy: Copy) => {
    if (guest === undefined) return;
    const list = found.get(guest);
    if (list === undefined) found.set(guest, [copy]);
    else list.push(copy);
  };
  const onServers = new Set<string>();
  for (const backup of lists.pbsBackups.values()) {
    if (backup.backupTime === undefined) continue;
    const listed = seen.get(moment(backup.vmid, backup.backupTime)) ?? [];
    onServers.add(moment(backup.vmid, backup.backupTime));
    add(ownerOf(backup, listed, owners), serverCopy(backup, backup.backupTime, listed[0]?.backup));
  }
  for (const backup of lists.storageBackups.values()) {
    if (backup.time === undefined || (backup.isPBS === true && onServers.has(moment(backup.vmid, backup.time)))) continue;
    add(places.get(placeKey(backup.instance, backup.vmid)), storageCopy(backup, backup.time));
  }
  for (const list of found.values()) list.sort((a, b) => b.at - a.at);
  return found;
}

/** What a hypervisor says about a backup on a server, and whose it is. */
interface Listed {
  readonly guest: string | undefined;
  readonly backup: StorageBackup;
}

/** The backups on servers as hypervisors list them, by number and second. */
function listedOnServers({ storageBackups }: BackupLists, places: ReadonlyMap<string, string>): ReadonlyMap<string, readonly Listed[]> {
  const listed = new Map<string, Listed[]>();
  for (const backup of storageBackups.values()) {
    if (backup.isPBS !== true || backup.time === undefined) continue;
    const key = moment(backup.vmid, backup.time);
    listed.set(key, [...(listed.get(key) ?? []), { guest: places.get(placeKey(backup.instance, backup.vmid)), backup }]);
  }
  return listed;
}

function ownersByNumber(guests: readonly Guest[]): ReadonlyMap<string, readonly Guest[]> {
  const owners = new Map<string, Guest[]>();
  for (const guest of guests) {
    const key = numberKey(guest.type === "lxc" ? "ct" : "vm", guest.vmid);
    owners.set(key, [...(owners.get(key) ?? []), guest]);
  }
  return owners;
}

/**
 * Whose a backup on a server is. A server knows only the number: when guests of
 * several connections have it, the one whose hypervisor lists the backup is
 * meant, or the one whose connection is named like its namespace.
 */
function ownerOf(backup: PbsBackup, listed: readonly Listed[], owners: ReadonlyMap<string, readonly Guest[]>): string | undefined {
  const [first, ...others] = listed;
  if (first?.guest !== undefined && others.length === 0) return first.guest;
  const candidates = owners.get(numberKey(backup.backupType, backup.vmid)) ?? [];
  const [only, ...more] = candidates;
  if (more.length === 0) return only?.id;
  const space = backup.namespace.split("/");
  return candidates.find((guest) => space.includes(guest.instance))?.id;
}

function serverCopy(backup: PbsBackup, at: number, listed: StorageBackup | undefined): Copy {
  const failed = listed?.verification === "failed" && backup.verified !== true;
  return {
    id: backup.id,
    at,
    size: backup.size,
    onServer: true,
    where: `${backup.instance} / ${backup.datastore}${backup.namespace === "" ? "" : ` / ${backup.namespace}`}`,
    verified: backup.verified === true ? "ok" : failed ? "failed" : undefined,
    protected: backup.protected === true,
    encrypted: listed?.encryption !== undefined,
    notes: backup.comment ?? listed?.notes,
    stale: backup.stale === true,
  };
}

function storageCopy(backup: StorageBackup, at: number): Copy {
  return {
    id: backup.id,
    at,
    size: backup.size,
    onServer: backup.isPBS === true,
    where: backup.storage,
    verified: backup.verification === "ok" || backup.verification === "failed" ? backup.verification : undefined,
    protected: backup.protected === true,
    encrypted: backup.encryption !== undefined,
    notes: backup.notes,
    stale: backup.stale === true,
  };
}

function placeKey(instance: string, vmid: number): string {
  return `${instance}\n${vmid}`;
}

function numberKey(type: string, vmid: number | string): string {
  return `${type}\n${vmid}`;
}

/** The same backup has the same number and the same second everywhere. */
function moment(vmid: number | string, at: number): string {
  return `${vmid}\n${Math.floor(at / 1000)}`;
}
