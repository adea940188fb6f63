import { backupParts } from "./backups";
import { dockerRows, hardwareParts, mailRows, serverRows } from "./services";

/** A made-up estate for `npm run dev`: two clusters, one node that fell silent, a few alerts. */

const GiB = 1024 ** 3;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export type Row = Record<string, unknown> & { id: string };

/** The estate as the feed tells it. */
export interface DevState {
  nodes: Row[];
  vms: Row[];
  containers: Row[];
  storage: Row[];
  activeAlerts: Row[];
  recentlyResolved: Row[];
  connections: Row[];
  seen: Record<string, number>;
  dockerHosts: Row[];
  physicalDisks: Row[];
  cephClusters: Row[];
  pbs: Row[];
  pmg: Row[];
  pbsBackups: Row[];
  pveBackups: object;
}

/** Which estate to show. */
export type Scene = "busy" | "calm" | "empty" | "first-run" | "sign-in";

type GuestLine = [vmid: number, name: string, cpu: number, memory: number, size: number, tags: string, status?: string];

const guestsOf: Record<string, GuestLine[]> = {
  atlas1: [[101, "web-01", 39, 61, 8, "prod,web"], [110, "proxy-01", 22, 44, 2, "prod,web"], [112, "gitea", 6, 30, 4, "dev"], [120, "k3s-0", 28, 70, 8, "k3s"], [131, "dns-1", 1, 22, 1, "net"], [132, "dns-2", 1, 21, 1, "net"], [140, "vaultwarden", 2, 35, 1, "prod"], [141, "paperless-in", 3, 33, 2, ""]],
  atlas2: [[204, "db-primary", 64, 97, 24, "prod,db"], [102, "web-02", 88, 57, 8, "prod,web"], [212, "win-rds", 0, 0, 16, "windows", "planned"], [230, "build-runner-1", 71, 57, 16, "dev"], [219, "k3s-1", 36, 76, 8, "k3s"], [207, "erp-app", 31, 65, 16, "prod,erp"], [208, "erp-db", 27, 81, 16, "prod,erp,db"], [215, "mail-relay", 4, 40, 1, "prod,mail"]],
  atlas3: [[309, "immich", 11, 50, 12, "media"], [322, "k3s-2", 33, 74, 8, "k3s"], [301, "db-replica", 24, 71, 24, "prod,db"], [318, "jellyfin", 19, 41, 8, "media"], [305, "nextcloud", 14, 69, 8, "prod"], [341, "grafana", 6, 45, 2, "ops"], [312, "paperless", 3, 37, 3, "prod"], [330, "build-runner-2", 0, 0, 16, "dev", "stopped"]],
  borea1: [[501, "frigate", 48, 62, 8, "home"], [502, "home-assistant", 9, 48, 4, "home"], [503, "unifi", 5, 58, 2, "net"], [504, "status-page", 2, 30, 1, "ops"], [505, "minio", 12, 66, 8, "prod"], [506, "loki", 18, 55, 4, "ops"]],
  borea2: [[520, "scanner-fs", 3, 28, 2, ""], [521, "prometheus", 31, 72, 8, "ops"], [522, "dev-mara", 14, 51, 8, "dev"], [523, "wiki", 2, 38, 2, "prod"], [524, "old-crm", 0, 0, 4, "", "stopped"]],
  borea3: [[601, "dock-02", 21, 63, 8, "docker"], [611, "cctv-archive", 10, 50, 6, "home"], [604, "telephony", 6, 35, 4, "prod"], [607, "ntp", 1, 33, 0.3, "net"]],
};

const nodeLines: [name: string, cpu: number, memory: number, root: number, load: number, heat: number, days: number][] = [
  ["atlas1", 18, 47, 31, 2.1, 51, 41],
  ["atlas2", 58, 81, 38, 11.4, 68, 41],
  ["atlas3", 29, 63, 35, 5.2, 57, 33],
  ["borea1", 21, 58, 52, 3, 49, 71],
  ["borea2", 26, 66, 44, 3.9, 61, 71],
  ["borea3", 14, 52, 40, 1.1, 46, 20],
];

const usage = (totalGiB: number, percent: number) => ({
  total: Math.round(totalGiB * GiB),
  used: Math.round((totalGiB * GiB * percent) / 100),
  free: Math.round((totalGiB * GiB * (100 - percent)) / 100),
  usage: percent,
});

const clusterOf = (node: string) => node.replace(/\d+$/, "");

/** Makes the estate of a scene as it is now. */
export function makeState(scene: Scene): DevState {
  const now = Date.now();
  const calm = scene !== "busy";
  if (scene === "empty" || scene === "first-run") {
    return { nodes: [], vms: [], containers: [], storage: [], activeAlerts: [], recentlyResolved: [], connections: [], seen: {}, dockerHosts: [], physicalDisks: [], cephClusters: [], pbs: [], pmg: [], pbsBackups: [], pveBackups: {} };
  }
  const silent = (node: string) => !calm && node === "borea3";
  const stale = (node: string) =>
    silent(node) ? { stale: true, staleSince: now - 30 * minute, staleReason: "borea3 does not answer: connection timed out" } : {};
  const guests = Object.entries(guestsOf).flatMap(([node, lines]) => lines.map((line) => guestRow(node, line, now, calm, stale(node))));
  return {
    nodes: nodeLines.map((line) => nodeRow(line, now, silent(line[0]), calm, stale(line[0]))),
    vms: guests.filter((guest) => guest.type === "qemu"),
    containers: guests.filter((guest) => guest.type === "lxc"),
    storage: storageRows(calm),
    ...hardwareParts(calm, stale("borea3")),
    dockerHosts: dockerRows(now, calm),
    pbs: serverRows(now, calm),
    pmg: mailRows(now, calm),
    ...backupParts(guests, now, calm),
    activeAlerts: calm ? [] : alertRows(now),
    recentlyResolved: [],
    connections: connectionRows(now, calm),
    seen: { atlas: now - 2000, borea: now - 3000, "pbs-vault": now - 9000, "pmg-mx-gate": now - 20_000 },
  };
}

function guestRow(node: string, line: GuestLine, now: number, calm: boolean, stale: object): Row {
  const [vmid, name, cpu, memory, size, tags, kept = "running"] = line;
  const state = calm && kept === "planned" ? "running" : kept;
  const running = state === "running";
  const instance = clusterOf(node);
  const busy = calm ? Math.min(cpu, 61) : cpu;
  return {
    id: `${instance}-${node}-${vmid}`,
    vmid, name, node, instance,
    status: running ? "running" : "stopped",
    type: vmid % 3 === 0 ? "lxc" : "qemu",
    cpu: running ? busy / 100 : 0,
    cpus: size > 8 ? 8 : 4,
    memory: usage(size, running ? (calm ? Math.min(memory, 76) : memory) : 0),
    disk: vmid === 309 ? usage(800, 92) : vmid % 7 === 0 ? { ...usage(100, 0), usage: -1 } : usage(size * 12, 25 + (vmid % 50)),
    diskStatusReason: vmid % 7 === 0 ? "agent-disabled" : undefined,
    ipAddresses: [`10.20.4.${vmid % 250}`],
    osName: "Debian GNU/Linux", osVersion: "13 (trixie)",
    networkIn: running ? cpu * 180_000 : 0, networkOut: running ? cpu * 230_000 : 0,
    diskRead: running ? cpu * 40_000 : 0, diskWrite: running ? cpu * 90_000 : 0,
    upSince: running ? now - ((vmid % 60) + 5) * day : undefined,
    tags: tags === "" ? undefined : tags,
    plannedWork: state === "planned" ? { kind: "backup", since: now - 12 * minute } : undefined,
    ...stale,
  };
}

function nodeRow([name, cpu, memory, root, load, heat, days]: (typeof nodeLines)[number], now: number, silent: boolean, calm: boolean, stale: object): Row {
  const instance = clusterOf(name);
  return {
    id: `${instance}-${name}`,
    node: name, name, displayName: name, instance,
    host: `https://${name}.example.org:8006`,
    status: silent ? "offline" : "online",
    connectionHealth: silent ? "error" : "healthy",
    type: "node",
    cpu: (calm ? Math.min(cpu, 34) : cpu) / 100,
    memory: usage(128, calm ? Math.min(memory, 68) : memory),
    disk: usage(94, root),
    upSince: silent ? undefined : now - days * day,
    loadAverage: [load, load * 0.9, load * 0.8],
    kernelVersion: "Linux 6.8.12-15-pve #1 SMP",
    pveVersion: `pve-manager/${instance === "atlas" ? "8.4.1" : "9.0.6"}/0123456789abcdef`,
    cpuInfo: { model: "AMD EPYC 7313P 16-Core Processor", cores: 32, sockets: 1, mhz: "3000" },
    temperature: { cpuPackage: heat, available: true, cores: Array.from({ length: 16 }, (_, core) => ({ core, temp: heat - (core * 7) % 9 })), nvme: [{ device: "nvme0100", temp: 47 }] },
    isClusterMember: true,
    clusterName: instance,
    ...stale,
  };
}

const degradedPool = {
  name: "tank", state: "DEGRADED", status: "One or more devices has experienced an error.", scan: "scrub repaired 0B in 03:12:44 with 0 errors", readErrors: 0, writeErrors: 0, checksumErrors: 4,
  devices: [{ name: "sdb", type: "disk", state: "DEGRADED", readErrors: 0, writeErrors: 0, checksumErrors: 4, message: "too many errors" }],
};

function storageRows(calm: boolean): Row[] {
  const shared = (name: string, type: string, total: number, percent: number): Row => ({
    id: `atlas-cluster-${name}`, name, storage: name, node: "cluster", instance: "atlas", nodes: ["atlas1", "atlas2", "atlas3"], type, status: "available",
    ...usage(total, percent), content: "backup,images,rootdir", shared: true, enabled: true, active: true,
  });
  const local = nodeLines.map(([node, , , root]): Row => ({
    id: `${clusterOf(node)}-${node}-local`, name: "local", storage: "local", node, instance: clusterOf(node), type: "dir", status: "available",
    ...usage(94, root), content: "iso,vztmpl", shared: false, enabled: true, active: true,
    zfsPool: node === "borea2" && !calm ? degradedPool : undefined,
  }));
  return [shared("backup-nfs", "nfs", 8192, calm ? 58 : 91), shared("ceph-vm", "rbd", 12083, 61), ...local];
}

function alertRows(now: number): Row[] {
  const alert = (id: string, type: string, level: string, name: string, node: string, value: number, threshold: number, minutesAgo: number, more: object = {}): Row => ({
    id: `${id}-${type}`, type, level, resourceId: id, resourceName: name, node, instance: clusterOf(node === "cluster" ? "atlas1" : node),
    message: `${name}: ${type} ${value}`, value, threshold, startTime: new Date(now - minutesAgo * minute).toISOString(), acknowledged: false, ...more,
  });
  return [
    alert("borea-borea3", "node-offline", "critical", "borea3", "borea3", 0, 0, 30),
    alert("atlas-atlas2-204", "memory", "critical", "db-primary", "atlas2", 97, 85, 23),
    alert("atlas-cluster-backup-nfs", "usage", "warning", "backup-nfs", "cluster", 91, 85, 9 * 60),
    alert("atlas-atlas3-309", "disk", "warning", "immich", "atlas3", 92, 90, 2 * 24 * 60),
    alert("atlas-atlas2-102", "cpu", "warning", "web-02", "atlas2", 88, 80, 47, { acknowledged: true, ackUser: "mara", ackTime: new Date(now - 40 * minute).toISOString() }),
  ];
}

/** Alerts that came and went, as the history tells them. */
export function historyRows(state: DevState): Row[] {
  const now = Date.now();
  const past = (name: string, type: string, value: number, startHours: number, minutes: number): Row => ({
    id: `past-${name}-${type}`, type, level: "warning", resourceId: `past-${name}`, resourceName: name, node: "borea1", instance: "borea", message: "",
    value, threshold: 80, startTime: new Date(now - startHours * hour).toISOString(), resolvedTime: new Date(now - startHours * hour + minutes * minute).toISOString(), acknowledged: false,
  });
  return [...state.activeAlerts, past("frigate", "cpu", 84, 12.2, 20), past("build-runner-1", "memory", 91, 19.8, 40)];
}

function connectionRows(now: number, calm: boolean): Row[] {
  return [
    { id: "pve-0", name: "atlas", type: "pve", host: "https://atlas1.example.org:8006", ok: true, since: now - 3 * day },
    calm
      ? { id: "pve-1", name: "borea", type: "pve", host: "https://borea1.example.org:8006", ok: true, since: now - 3 * day }
      : { id: "pve-1", name: "borea", type: "pve", host: "https://borea1.example.org:8006", ok: false, since: now - 30 * minute, error: "borea3 does not answer: connection timed out. Is the node switched on?" },
    { id: "pbs-0", name: "vault", type: "pbs", host: "https://vault.example.org:8007", ok: true, since: now - 3 * day },
    { id: "pmg-0", name: "mx-gate", type: "pmg", host: "https://mx-gate.example.org:8006", ok: true, since: now - 3 * day },
  ];
}
