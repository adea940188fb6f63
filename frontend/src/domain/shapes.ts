import { type Json, type Parse, type Shape, filled, flag, json, listOf, moment, number, object, oneOf, text } from "../lib/decode";
import { forecast } from "./forecast";
import { freshness } from "./freshness";
import { zfsPool } from "./hardware";
import type { Alert, Connection, CpuInfo, Guest, NetworkInterface, Node, PlannedWork, Storage, Temperature, Updates, Usage } from "./types";

/** A percentage of use; the wire says -1 when only the size is known. */
const usagePercent: Parse<number> = (value) => {
  const percent = number(value);
  return percent === undefined || percent < 0 ? undefined : percent;
};

/** A list that the wire writes as text with commas, or as an array. */
const commaList: Parse<string[]> = (value) => {
  const words = text(value)?.split(",") ?? listOf(text)(value);
  return words?.map((word) => word.trim()).filter((word) => word !== "");
};

const usage: Parse<Usage> = object<Usage>({
  blank: () => ({ total: 0, used: 0 }),
  fields: {
    total: number,
    used: number,
    usage: usagePercent,
    balloon: number,
    mountpoint: filled,
    type: filled,
    device: filled,
  },
});

const cpuInfo: Parse<CpuInfo> = object<CpuInfo>({
  blank: () => ({ model: "", cores: 0, sockets: 0 }),
  fields: { model: text, cores: number, sockets: number },
});

const temperature: Parse<Temperature> = object<Temperature>({
  blank: () => ({}),
  fields: {
    cpuPackage: number,
    cpuMax: number,
    cores: listOf(object({ blank: () => ({ core: 0, temp: 0 }), fields: { core: number, temp: number } })),
    nvme: listOf(object({ blank: () => ({ device: "", temp: 0 }), fields: { device: text, temp: number } })),
  },
});

const updates: Parse<Updates> = object<Updates>({
  blank: () => ({ pending: 0, security: 0 }),
  fields: { pending: number, security: number },
});

const networkInterface: Parse<NetworkInterface> = object<NetworkInterface>({
  blank: () => ({ name: "" }),
  fields: { name: text, mac: filled, addresses: listOf(text) },
});

const plannedWork: Parse<PlannedWork> = object<PlannedWork>({
  blank: () => ({ kind: "" }),
  fields: { kind: text, task: filled, since: moment },
});

/** A row of `nodes`. */
export const nodeShape: Shape<Node> = {
  blank: () => ({ id: "", name: "", displayName: "", instance: "", host: "", status: "unknown", connectionHealth: "" }),
  fields: {
    ...freshness,
    id: text,
    name: text,
    displayName: text,
    instance: text,
    host: text,
    status: text,
    connectionHealth: text,
    cpu: number,
    memory: usage,
    disk: usage,
    upSince: moment,
    loadAverage: listOf(number),
    kernelVersion: filled,
    pveVersion: filled,
    cpuInfo,
    temperature,
    updates,
    isClusterMember: flag,
    clusterName: filled,
  },
};

/** A row of `vms` or `containers`. */
export const guestShape: Shape<Guest> = {
  blank: () => ({ id: "", vmid: 0, name: "", node: "", instance: "", status: "unknown", type: "qemu" }),
  fields: {
    ...freshness,
    id: text,
    vmid: number,
    name: text,
    node: text,
    instance: text,
    status: text,
    type: oneOf("qemu", "lxc"),
    cpu: number,
    cpus: number,
    memory: usage,
    memoryHostView: flag,
    disk: usage,
    disks: listOf(usage),
    diskStatusReason: filled,
    ipAddresses: listOf(text),
    osName: filled,
    osVersion: filled,
    networkInterfaces: listOf(networkInterface),
    networkIn: number,
    networkOut: number,
    diskRead: number,
    diskWrite: number,
    upSince: moment,
    template: flag,
    lastBackup: moment,
    tags: commaList,
    lock: filled,
    plannedWork,
  },
};

/** A row of `storage`. */
export const storageShape: Shape<Storage> = {
  blank: () => ({ id: "", name: "", node: "", instance: "", type: "", status: "" }),
  fields: {
    ...freshness,
    id: text,
    name: text,
    node: text,
    instance: text,
    nodes: listOf(text),
    type: text,
    status: text,
    total: number,
    used: number,
    free: number,
    usage: usagePercent,
    content: commaList,
    shared: flag,
    enabled: flag,
    active: flag,
    zfsPool,
    backupsHidden: flag,
    forecast,
  },
};

/** A row of `activeAlerts` or `recentlyResolved`, or an alert of the REST interface. */
export const alertShape: Shape<Alert> = {
  blank: () => ({
    id: "",
    type: "",
    level: "warning",
    resourceId: "",
    resourceName: "",
    node: "",
    instance: "",
    message: "",
    acknowledged: false,
  }),
  fields: {
    id: text,
    type: text,
    level: oneOf("warning", "critical"),
    resourceId: text,
    resourceName: text,
    node: text,
    instance: text,
    message: text,
    value: number,
    threshold: number,
    startTime: moment,
    lastSeen: moment,
    acknowledged: flag,
    ackTime: moment,
    ackUser: filled,
    snoozedUntil: moment,
    plannedWork,
    resolvedTime: moment,
  },
};

/** One entry of `connections`. */
export const connection: Parse<Connection> = object<Connection>({
  blank: () => ({ id: "", name: "", type: "", host: "", ok: false }),
  fields: { id: text, name: text, type: text, host: text, ok: flag, pending: flag, since: moment, error: filled },
});

/** The rows of a collection, each with an id, whether they come as a list or keyed. */
export function rowsOf(value: unknown): Json[] {
  const rows: readonly unknown[] = Array.isArray(value) ? value : Object.values(json(value) ?? {});
  return rows.flatMap((row) => {
    const fields = json(row);
    return fields !== undefined && typeof fields.id === "string" && fields.id !== "" ? [fields] : [];
  });
}
