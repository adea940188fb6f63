import type { Row } from "./estate";

const GiB = 1024 ** 3;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Guests whose backups are not as they should be in the busy scene. */
const failing = new Set(["minio"]);
const missing = new Set(["scanner-fs", "ntp", "dev-mara"]);
const without = new Set(["status-page"]);
const growing = new Set(["erp-db"]);
const localOnly = new Set(["unifi", "frigate", "wiki"]);

/** Fourteen nights of backups, and a few snapshots. */
export function backupParts(guests: readonly Row[], now: number, calm: boolean) {
  const storageBackups: Row[] = [];
  const pbsBackups: Row[] = [];
  const backupTasks: Row[] = [];
  for (const guest of guests) {
    const [name, vmid, instance, node] = [String(guest.name), Number(guest.vmid), String(guest.instance), String(guest.node)];
    if (!calm && without.has(name)) continue;
    for (let back = 13; back >= 0; back -= 1) {
      const at = lastNight(now) - back * day + (vmid % 47) * 3 * minute;
      if (at > now || (!calm && back === 0 && (failing.has(name) || missing.has(name)))) continue;
      const size = Math.round((4 + (vmid % 40)) * GiB * (1 + ((vmid * 7 + back) % 5) / 100) * (!calm && back === 0 && growing.has(name) ? 2.1 : 1));
      const time = new Date(Math.floor(at / 1000) * 1000).toISOString();
      if (localOnly.has(name)) {
        storageBackups.push({ id: `${instance}-local:${vmid}-${back}`, storage: "backup-nfs", node, instance, type: String(guest.type), vmid, time, size, format: "vma.zst", protected: back === 13, isPBS: false });
      } else {
        pbsBackups.push({ id: `pbs-vault-main-${vmid}-${back}`, instance: "vault", datastore: "main", namespace: instance, backupType: guest.type === "lxc" ? "ct" : "vm", vmid: String(vmid), backupTime: time, size, protected: false, verified: back > 0 || vmid % 4 !== 0 });
      }
    }
    if (!calm && failing.has(name)) {
      backupTasks.push({ id: `${instance}-task-${vmid}`, node, instance, type: "vzdump", vmid, status: "no space left on backup-nfs", error: "no space left on backup-nfs", startTime: new Date(lastNight(now)).toISOString(), endTime: new Date(lastNight(now) + 4 * minute).toISOString() });
    }
  }
  return { pbsBackups, pveBackups: { storageBackups, backupTasks, guestSnapshots: snapshotRows(guests, now) } };
}

function snapshotRows(guests: readonly Row[], now: number): Row[] {
  return guests
    .filter(({ vmid }) => Number(vmid) % 9 === 0)
    .flatMap((guest) =>
      [3, 41].map((days) => ({ id: `${guest.id}-snap-${days}`, name: days === 3 ? "before-upgrade" : "golden", node: guest.node, instance: guest.instance, type: guest.type, vmid: guest.vmid, time: new Date(now - days * day).toISOString(), vmstate: days === 3 })),
    );
}

/** Two in the morning, or the one before when it is not past that yet. */
function lastNight(now: number): number {
  const night = new Date(now).setHours(2, 10, 0, 0);
  return night + 2.5 * hour < now ? night : night - day;
}
