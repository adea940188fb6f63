import { byNumber, byNumberDown, inOrder } from "../lib/compare";
import { percent } from "../lib/format";
import { type Status, rankOf, worstOf } from "../lib/status";
import { type Degrees, temperature } from "../lib/temperature";
import type { Alert } from "./types";

/** Whether nobody has said yet that the alert is known: not acknowledged, snoozed or planned. */
export function isNew(alert: Alert, now: number): boolean {
  return !alert.acknowledged && !isSnoozed(alert, now) && alert.plannedWork === undefined;
}

/** Whether the alert is left alone for now. */
export function isSnoozed(alert: Alert, now: number): boolean {
  return (alert.snoozedUntil ?? 0) > now;
}

/** The mark of an alert. */
export function statusOfAlert(alert: Alert, now: number): Status {
  return isNew(alert, now) ? alert.level : `${alert.level}-seen`;
}

/** Worst first, then the newest. */
export function byTrouble(now: number) {
  return inOrder<Alert>(
    byNumber((alert) => rankOf(statusOfAlert(alert, now))),
    byNumberDown((alert) => alert.startTime),
  );
}

/** The alerts of each resource, by the resource's id. */
export function alertsByResource(alerts: Iterable<Alert>): Map<string, Alert[]> {
  const found = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const list = found.get(alert.resourceId);
    if (list === undefined) found.set(alert.resourceId, [alert]);
    else list.push(alert);
  }
  return found;
}

/** The status of something, given how it is by itself and what alerts say about it. */
export function withAlerts(own: Status, alerts: readonly Alert[] | undefined, now: number): Status {
  return worstOf([own, ...(alerts ?? []).map((alert) => statusOfAlert(alert, now))]) ?? own;
}

/** Where the thing stands that an alert is about. */
export function whereOf(alert: Alert): string {
  if (alert.node === "cluster" || alert.node === "shared") return `${alert.instance}, shared`;
  const gateway = `pmg-${alert.instance}`;
  if (alert.resourceId === gateway && alert.type !== "offline") return "all nodes";
  if (alert.resourceId.startsWith(`${gateway}-`)) return alert.resourceId.slice(gateway.length + 1);
  if (alert.node !== alert.resourceName && alert.node !== "") return alert.node;
  return alert.instance === `Docker:${alert.resourceName}` ? "Docker" : alert.instance;
}

const subjects: Record<string, string> = {
  cpu: "processor",
  memory: "memory use",
  disk: "disk use",
  usage: "usage",
  temperature: "temperature",
  diskRead: "reading from disk",
  diskWrite: "writing to disk",
  networkIn: "incoming traffic",
  networkOut: "outgoing traffic",
  "node-offline": "unreachable",
  connectivity: "unreachable",
  offline: "offline",
  "powered-off": "powered off",
  "docker-host-offline": "silent",
  "docker-container-state": "not running",
  "docker-container-health": "fails its health check",
  "docker-container-restart-loop": "restarts again and again",
  "docker-container-oom-kill": "killed for want of memory",
  "docker-container-memory-limit": "memory of limit",
  "zfs-pool-state": "ZFS pool",
  "zfs-pool-errors": "ZFS errors",
  "zfs-device": "ZFS device",
  "disk-health": "disk health",
  "disk-wearout": "life left",
  "queue-depth": "waiting mail",
  "queue-total": "waiting mail",
  "queue-deferred": "deferred mail",
  "queue-hold": "mail on hold",
  "message-age": "oldest message",
  "quarantine-spam": "spam in quarantine",
  "quarantine-virus": "viruses in quarantine",
};

const states = new Set(["node-offline", "connectivity", "offline", "powered-off", "docker-host-offline", "docker-container-state", "docker-container-health", "docker-container-oom-kill", "zfs-pool-state", "zfs-device", "disk-health"]);
const counts = new Set(["queue-depth", "queue-total", "queue-deferred", "queue-hold", "quarantine-spam", "quarantine-virus", "docker-container-restart-loop", "zfs-pool-errors"]);
const rates = new Set(["diskRead", "diskWrite", "networkIn", "networkOut"]);

/** What an alert is about, in a few words to stand behind the name: "memory use". */
export function subjectOf(alert: Alert): string {
  return subjects[alert.type] ?? alert.type.replaceAll("-", " ");
}

/** Whether an alert is about a state instead of a number. */
export function isStateAlert(alert: Alert): boolean {
  return states.has(alert.type) || alert.threshold === undefined || alert.threshold === 0;
}

/** The value that raised the alert, with its unit; for states a word. */
export function valueOf(alert: Alert, degrees: Degrees): string {
  if (alert.type === "node-offline" || alert.type === "connectivity") return "no answer";
  if (isStateAlert(alert)) return alert.type === "powered-off" ? "stopped" : "";
  return withUnit(alert, alert.value, degrees);
}

/** The threshold of the alert with its unit; empty for states. */
export function limitOf(alert: Alert, degrees: Degrees): string {
  return isStateAlert(alert) ? "" : withUnit(alert, alert.threshold, degrees);
}

/** Which series of the last hour shows what the alert is about. */
export function metricOf(alert: Alert): Metric | undefined {
  if (alert.type === "usage") return "disk";
  if (alert.type.startsWith("network")) return "network";
  return alert.type === "cpu" || alert.type === "memory" || alert.type === "disk" ? alert.type : undefined;
}

/** A series that is kept for the last hour of every row. */
export type Metric = "cpu" | "memory" | "disk" | "network";

function withUnit(alert: Alert, value: number | undefined, degrees: Degrees): string {
  if (value === undefined) return "";
  if (rates.has(alert.type)) return `${value.toFixed(1)} MB/s`;
  if (alert.type === "temperature") return temperature(value, degrees);
  if (alert.type === "message-age") return `${Math.round(value)} min`;
  if (counts.has(alert.type) || alert.type.startsWith("anomaly-")) return String(Math.round(value));
  return percent(value);
}
