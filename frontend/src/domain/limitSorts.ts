import type { Unit } from "./limitText";

/** A kind of resource that has thresholds or switches. */
export type SortName = "node" | "guest" | "storage" | "disk" | "host" | "container" | "server" | "datastore" | "gateway";

/** A metric that a kind of resource has a threshold for. */
export interface Metric {
  readonly key: string;
  readonly label: string;
  readonly unit: Unit;
  /** Where the default stands in the configuration. */
  readonly path: readonly string[];
  /** The default cannot be off. */
  readonly always?: boolean;
}

/** What alerts when a resource is not there: its word in the head of the column, and its level. */
export interface StateRule {
  readonly label: string;
  /** The level can be chosen; otherwise it is always critical. */
  readonly chosen: boolean;
  /** The key of the configuration that switches it off for all. */
  readonly offKey?: string;
}

/** How a kind of resource stands in the configuration. */
export interface Sort {
  readonly name: SortName;
  /** "All guests". */
  readonly all: string;
  readonly metrics: readonly Metric[];
  readonly state?: StateRule;
  /** The key that switches all alerts of the kind off. */
  readonly offKey?: string;
  /** Under which names delays are looked for, the most specific first. */
  readonly delays: readonly string[];
  /** Its defaults are those of another kind and are changed there. */
  readonly follows?: string;
}

const share = (section: string, key: string, label: string): Metric => ({ key, label, unit: "%", path: [section, key] });
const rate = (key: string, label: string): Metric => ({ key, label, unit: "MB/s", path: ["guestDefaults", key] });
const usage: Metric = { key: "usage", label: "Used", unit: "%", path: ["storageDefault"], always: true };

/** Every kind of resource. */
export const sorts: Readonly<Record<SortName, Sort>> = {
  node: {
    name: "node",
    all: "All nodes",
    metrics: [share("nodeDefaults", "cpu", "CPU"), share("nodeDefaults", "memory", "Memory"), share("nodeDefaults", "disk", "Disk"), { key: "temperature", label: "Heat", unit: "°C", path: ["nodeDefaults", "temperature"] }],
    state: { label: "When silent", chosen: false, offKey: "disableAllNodesOffline" },
    offKey: "disableAllNodes",
    delays: ["node"],
  },
  guest: {
    name: "guest",
    all: "All guests",
    metrics: [share("guestDefaults", "cpu", "CPU"), share("guestDefaults", "memory", "Memory"), share("guestDefaults", "disk", "Disk"), rate("diskRead", "Read"), rate("diskWrite", "Write"), rate("networkIn", "Net in"), rate("networkOut", "Net out")],
    state: { label: "When off", chosen: true, offKey: "disableAllGuestsOffline" },
    offKey: "disableAllGuests",
    delays: ["guest"],
  },
  storage: { name: "storage", all: "All storages", metrics: [usage], offKey: "disableAllStorage", delays: ["storage"] },
  disk: { name: "disk", all: "All disks", metrics: [], offKey: "disableAllNodes", delays: [], follows: "nodes" },
  host: { name: "host", all: "All Docker hosts", metrics: [], state: { label: "When silent", chosen: false, offKey: "disableAllDockerHostsOffline" }, offKey: "disableAllDockerHosts", delays: [] },
  container: {
    name: "container",
    all: "All containers",
    metrics: [{ ...share("dockerDefaults", "cpu", "CPU"), always: true }, { ...share("dockerDefaults", "memory", "Memory"), always: true }],
    state: { label: "When off", chosen: true },
    offKey: "disableAllDockerContainers",
    delays: ["docker", "guest"],
  },
  server: {
    name: "server",
    all: "All backup servers",
    metrics: [share("nodeDefaults", "cpu", "CPU"), share("nodeDefaults", "memory", "Memory")],
    state: { label: "When silent", chosen: false, offKey: "disableAllPBSOffline" },
    offKey: "disableAllPBS",
    delays: ["pbs", "node"],
    follows: "nodes",
  },
  datastore: { name: "datastore", all: "All datastores", metrics: [usage], offKey: "disableAllPBS", delays: ["storage"], follows: "storages" },
  gateway: { name: "gateway", all: "All mail gateways", metrics: [], state: { label: "When silent", chosen: false, offKey: "disableAllPMGOffline" }, offKey: "disableAllPMG", delays: [] },
};
