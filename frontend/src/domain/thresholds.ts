import { type Json, type Parse, flag, json, mapOf, number } from "../lib/decode";
import type { Guest, Node, Storage } from "./types";

/** From which value an alert is raised, and at which it ends. A trigger of 0 or less is off. */
export interface Limit {
  readonly trigger: number;
  readonly clear: number;
}

/** The limit of each metric, by its name in the configuration. */
export type Limits = Readonly<Record<string, Limit>>;

/** From which value an alert is raised, as far as meters and charts show it. */
export interface Thresholds {
  readonly guests: Limits;
  readonly nodes: Limits;
  readonly storage: Limit | undefined;
  readonly docker: Limits;
  /** Limits of mail gateways by their names in the configuration, in messages, minutes and percent. */
  readonly mail: Readonly<Record<string, number>>;
  /** Own values of single resources. */
  readonly overrides: Readonly<Record<string, Limits>>;
  /** Resources and kinds ("guests", "nodes", "storage") for which nothing is raised. */
  readonly off: ReadonlySet<string>;
}

/** Nothing known: no notches. */
export const noThresholds: Thresholds = { guests: {}, nodes: {}, storage: undefined, docker: {}, mail: {}, overrides: {}, off: new Set() };

const margin = 5;

const limit: Parse<Limit> = (value) => {
  const trigger = number(value) ?? number(json(value)?.trigger);
  if (trigger === undefined) return undefined;
  return { trigger, clear: number(json(value)?.clear) ?? Math.max(0, trigger - margin) };
};
const limits = mapOf(limit);

/** Reads what is needed from the alert configuration. */
export const thresholdsOf: Parse<Thresholds> = (value) => {
  const config: Json | undefined = json(value);
  if (config === undefined) return undefined;
  return {
    guests: limits(config.guestDefaults) ?? {},
    nodes: limits(config.nodeDefaults) ?? {},
    storage: limit(config.storageDefault),
    docker: limits(config.dockerDefaults) ?? {},
    mail: mapOf(number)(config.pmgDefaults) ?? {},
    overrides: mapOf(limits)(config.overrides) ?? {},
    off: new Set(offOf(config)),
  };
};

function offOf(config: Json): string[] {
  const kinds = [["disableAllGuests", "guests"], ["disableAllNodes", "nodes"], ["disableAllStorage", "storage"]] as const;
  const off: string[] = kinds.filter(([key]) => config[key] === true).map(([, kind]) => kind);
  const own = Object.entries(json(config.overrides) ?? {}).filter(([, set]) => flag(json(set)?.disabled) === true);
  return [...off, ...own.map(([id]) => id)];
}

/** The limit of a guest's metric (cpu, memory, disk ...), or undefined when it has none. */
export function guestLimit(thresholds: Thresholds, guest: Guest, metric: string): Limit | undefined {
  if (has(guest, "pulse-no-alerts")) return undefined;
  const inherited = has(guest, "pulse-relaxed") ? relaxed(thresholds.guests, metric) : thresholds.guests[metric];
  return effective(thresholds, "guests", guest.id, metric, inherited);
}

/** The limit of a node's metric (cpu, memory, disk, temperature), or undefined when it has none. */
export function nodeLimit(thresholds: Thresholds, node: Node, metric: string): Limit | undefined {
  return effective(thresholds, "nodes", node.id, metric, thresholds.nodes[metric]);
}

/** The limit of a storage's usage, or undefined when it has none. */
export function storageLimit(thresholds: Thresholds, storage: Storage): Limit | undefined {
  return effective(thresholds, "storage", storage.id, "usage", thresholds.storage);
}

/** The trigger of a guest's metric, or undefined when it has none. */
export function guestTrigger(thresholds: Thresholds, guest: Guest, metric: string): number | undefined {
  return guestLimit(thresholds, guest, metric)?.trigger;
}

/** The trigger of a node's metric, or undefined when it has none. */
export function nodeTrigger(thresholds: Thresholds, node: Node, metric: string): number | undefined {
  return nodeLimit(thresholds, node, metric)?.trigger;
}

/** The trigger of a storage's usage, or undefined when it has none. */
export function storageTrigger(thresholds: Thresholds, storage: Storage): number | undefined {
  return storageLimit(thresholds, storage)?.trigger;
}

/** Whether a resource has a limit of its own for the metric. */
export function isOwnLimit(thresholds: Thresholds, id: string, metric: string): boolean {
  return thresholds.overrides[id]?.[metric] !== undefined;
}

/** Wide limits for guests that carry the tag for them. */
function relaxed(inherited: Limits, metric: string): Limit | undefined {
  return ["cpu", "memory", "disk"].includes(metric) ? { trigger: 95, clear: 90 } : inherited[metric];
}

function has(guest: Guest, tag: string): boolean {
  return guest.tags?.some((own) => own.toLowerCase() === tag) === true;
}

function effective(thresholds: Thresholds, kind: string, id: string, metric: string, inherited: Limit | undefined): Limit | undefined {
  if (thresholds.off.has(kind) || thresholds.off.has(id)) return undefined;
  const value = thresholds.overrides[id]?.[metric] ?? inherited;
  return value === undefined || value.trigger <= 0 ? undefined : value;
}
