import { byNumberDown, byText, inOrder } from "../lib/compare";
import type { Status } from "../lib/status";
import { withAlerts } from "./alerts";
import type { Alert, Storage } from "./types";

/** How a storage is, with what alerts say about it. */
export function statusOfStorage(storage: Storage, alerts: readonly Alert[] | undefined, now: number): Status {
  return withAlerts(ownStatusOfStorage(storage), alerts, now);
}

function ownStatusOfStorage(storage: Storage): Status {
  if (storage.stale === true) return "unknown";
  if (storage.status === "available") return "running";
  return storage.status === "disabled" ? "stopped" : "unknown";
}

/** Whether several nodes share it. */
export function isShared(storage: Storage): boolean {
  return storage.node === "cluster" || storage.node === "shared" || (storage.nodes?.length ?? 0) > 1;
}

/** Where it is: the node, or the cluster that shares it. */
export function whereIs(storage: Storage): string {
  return isShared(storage) ? `${storage.instance}, shared` : storage.node;
}

/** Whether it has a size at all; the others are only names. */
export function hasSize(storage: Storage): boolean {
  return (storage.total ?? 0) > 0;
}

/** Fullest first. */
export const fullestFirst = inOrder<Storage>(
  byNumberDown((storage) => storage.usage),
  byText((storage) => storage.name),
);
