import type { Estate } from "./types";

/** Address of a node's page. */
export function nodePath(id: string): string {
  return `/nodes/${encodeURIComponent(id)}`;
}

/** Address of a guest's page. */
export function guestPath(id: string): string {
  return `/guests/${encodeURIComponent(id)}`;
}

/** Address of the storage page with the panel of a storage. */
export function storagePath(id: string): string {
  return `/storage?peek=${encodeURIComponent(id)}`;
}

/** Address of the alerts page with the panel of an alert. */
export function alertPath(id: string): string {
  return `/alerts?peek=${encodeURIComponent(id)}`;
}

/** Address of the backups page with the panel of a guest. */
export function backupPath(guestId: string): string {
  return `/backups?peek=${encodeURIComponent(guestId)}`;
}

/** Address of the Docker page with the panel of a container, by the id that its alerts have. */
export function dockerPath(id: string): string {
  return id.includes("/") ? `/docker?peek=${encodeURIComponent(id)}` : "/docker";
}

/** Address of whatever has this id; undefined when it is not in the estate. */
export function pathOf(estate: Estate, id: string): string | undefined {
  if (estate.nodes[id] !== undefined) return nodePath(id);
  if (estate.vms[id] !== undefined || estate.containers[id] !== undefined) return guestPath(id);
  if (estate.pbs[id] !== undefined) return "/backup-servers";
  if (estate.pmg[id] !== undefined) return "/mail";
  if (id.startsWith("docker:")) return dockerPath(id);
  return estate.storage[id] === undefined ? undefined : storagePath(id);
}
