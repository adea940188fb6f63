import { byText, groupBy, sorted } from "../lib/compare";
import type { Status } from "../lib/status";
import { counted } from "../lib/words";
import { withAlerts } from "./alerts";
import type { Alert, Guest, Node } from "./types";

/** Whether a node answers: it says online, it has been started, and its connection works. */
export function isOnline(node: Node): boolean {
  return (
    node.status === "online" &&
    node.upSince !== undefined &&
    node.stale !== true &&
    node.connectionHealth !== "offline" &&
    node.connectionHealth !== "error"
  );
}

/** How a node is, with what alerts say about it. One that does not answer is unknown until an alert says more. */
export function statusOfNode(node: Node, alerts: readonly Alert[] | undefined, now: number): Status {
  return withAlerts(isOnline(node) ? "running" : "unknown", alerts, now);
}

/** The word for a node's status: "online", "unreachable", "offline". */
export function nodeWord(node: Node): string {
  if (isOnline(node)) return "online";
  return node.stale === true || node.status !== "offline" ? "unreachable" : "offline";
}

/** The nodes by cluster, or by connection when there is none; clusters and nodes by name. */
export function nodeGroups(nodes: Iterable<Node>): ReadonlyMap<string, readonly Node[]> {
  const groups = groupBy(sorted(nodes, byText(labelOf)), clusterOf);
  return new Map(sorted(groups, byText(([name]) => name)));
}

/** Name of the cluster, or of the connection when there is none. */
export function clusterOf(node: Node): string {
  return node.clusterName ?? node.instance;
}

/** The name that people gave it. */
export function labelOf(node: Node): string {
  return node.displayName === "" ? node.name : node.displayName;
}

/** Key under which the guests of a node are found. */
export function placeOf(at: Pick<Guest, "instance" | "node">): string {
  return `${at.instance}\n${at.node}`;
}

/** Key of a node as a place of guests. */
export function placeOfNode(node: Node): string {
  return placeOf({ instance: node.instance, node: node.name });
}

/** The hottest temperature that the node's processors report. */
export function heatOf(node: Node): number | undefined {
  return node.temperature?.cpuPackage ?? node.temperature?.cpuMax;
}

/** What can be updated on a node, in words; undefined when that is not known. */
export function updatesWords(node: Node): string | undefined {
  if (node.updates === undefined) return undefined;
  const { pending, security } = node.updates;
  if (pending === 0) return "none";
  const packages = counted(pending, "package");
  return security === 0 ? packages : `${packages}, ${security} for security or grave faults`;
}

/** "8.4.1" out of "pve-manager/8.4.1/2a5fa54a8503f96d". */
export function versionOf(node: Node): string | undefined {
  return node.pveVersion?.split("/")[1] ?? node.pveVersion;
}
