import { flag, json, number, text } from "../lib/decode";
import { type AlertConfig, valueAt, withValue } from "./alertConfig";
import type { Metric, Sort } from "./limitSorts";
import type { Limit } from "./thresholds";

/** A value as it holds for a resource, and whether it is its own. */
export interface Held<T> {
  readonly value: T;
  readonly own: boolean;
  /** Where an inherited value comes from, when that is not the default: the name of a rule or a tag. */
  readonly from?: string;
}

/** What stands between the defaults and the own values of a guest: a custom rule, a tag. */
export interface Between {
  readonly from: string;
  readonly limits: Readonly<Record<string, Limit>>;
  /** No alert for being off. */
  readonly stateOff?: boolean;
  /** No alerts at all. */
  readonly off?: boolean;
}

/** What is told when a resource is off or silent. */
export type StateLevel = "warning" | "critical" | "off";

const margin = 5;
const off: Limit = { trigger: 0, clear: 0 };

/** Reads a limit in each form that the configuration has for it. */
export function limitAt(config: AlertConfig, path: readonly string[]): Limit | undefined {
  const value = valueAt(config, path);
  const trigger = number(value) ?? number(json(value)?.trigger);
  if (trigger === undefined) return undefined;
  return { trigger, clear: number(json(value)?.clear) ?? Math.max(0, trigger - margin) };
}

/** The default of a metric. */
export function defaultLimit(config: AlertConfig, metric: Metric): Limit {
  return limitAt(config, metric.path) ?? off;
}

/** The limit that holds for a resource. */
export function heldLimit(config: AlertConfig, id: string, metric: Metric, between?: Between): Held<Limit> {
  const own = limitAt(config, ["overrides", id, metric.key]);
  if (own !== undefined) return { value: own, own: true };
  const middle = between?.limits[metric.key];
  if (middle !== undefined) return { value: middle, own: false, from: between?.from };
  return { value: defaultLimit(config, metric), own: false };
}

/** What is told when resources of a kind are off or silent and say nothing else. */
export function defaultState(config: AlertConfig, sort: Sort): StateLevel {
  const section = sort.name === "node" ? "nodeDefaults" : "guestDefaults";
  const applies = sort.state?.chosen === true || sort.name === "node";
  if (sort.state?.offKey !== undefined && config[sort.state.offKey] === true) return "off";
  if (applies && flag(valueAt(config, [section, "disableConnectivity"])) === true) return "off";
  if (sort.state?.chosen !== true) return "critical";
  return text(valueAt(config, [section, "poweredOffSeverity"])) === "critical" ? "critical" : "warning";
}

/** What is told when a resource is off or silent. What is off for all of a kind, no own value switches on. */
export function heldState(config: AlertConfig, id: string, sort: Sort, between?: Between): Held<StateLevel> {
  const silent = flag(valueAt(config, ["overrides", id, "disableConnectivity"]));
  const severity = text(valueAt(config, ["overrides", id, "poweredOffSeverity"]));
  const inherited = between?.stateOff === true ? "off" : defaultState(config, sort);
  const isOwn = silent !== undefined || (sort.state?.chosen === true && severity !== undefined);
  if (!isOwn) return { value: inherited, own: false, from: between?.stateOff === true ? between.from : undefined };
  if (isOffForAll(config, sort) || silent === true) return { value: "off", own: true };
  if (sort.state?.chosen !== true) return { value: "critical", own: true };
  if (severity !== undefined) return { value: severity === "critical" ? "critical" : "warning", own: true };
  return { value: inherited === "off" ? "warning" : inherited, own: true };
}

function isOffForAll(config: AlertConfig, sort: Sort): boolean {
  return sort.state?.offKey !== undefined && config[sort.state.offKey] === true;
}

/** Whether anything is raised about a resource. */
export function heldAlerts(config: AlertConfig, id: string, sort: Sort, between?: Between): Held<boolean> {
  const own = flag(valueAt(config, ["overrides", id, "disabled"]));
  if (own !== undefined) return { value: !own && defaultAlerts(config, sort), own: true };
  return between?.off === true ? { value: false, own: false, from: between.from } : { value: defaultAlerts(config, sort), own: false };
}

/** Whether anything is raised about a kind of resource. */
export function defaultAlerts(config: AlertConfig, sort: Sort): boolean {
  return config.enabled !== false && (sort.offKey === undefined || config[sort.offKey] !== true);
}

/** For how many seconds a metric of a kind must stay above its threshold. */
export function heldDelay(config: AlertConfig, sort: Sort, metric: Metric): Held<number> {
  const [first = ""] = sort.delays;
  const own = metricDelay(config, first, metric);
  if (own !== undefined) return { value: own, own: true };
  const named = sort.delays.slice(1).map((name) => metricDelay(config, name, metric));
  const kinds = sort.delays.map((name) => number(valueAt(config, ["timeThresholds", name])));
  const found = [...named, ...kinds, metricDelay(config, "all", metric), number(valueAt(config, ["timeThresholds", "all"])), number(config.timeThreshold)];
  return { value: found.find((seconds) => seconds !== undefined) ?? 0, own: false };
}

function metricDelay(config: AlertConfig, name: string, metric: Metric): number | undefined {
  const delays = json(valueAt(config, ["metricTimeThresholds", name]));
  const keys = [metric.key.toLowerCase(), "default", "_default", "*"];
  return keys.map((key) => number(delays?.[key])).find((seconds) => seconds !== undefined);
}

/** The configuration with an own value of a resource; undefined takes it away. A resource without own values is not mentioned. */
export function withOwn(config: AlertConfig, id: string, key: string, value: unknown): AlertConfig {
  const next = withValue(config, ["overrides", id, key], value);
  const left = Object.keys(json(valueAt(next, ["overrides", id])) ?? {}).length;
  return left === 0 ? withValue(next, ["overrides", id], undefined) : next;
}

/** The configuration in which a resource says itself what is told when it is off; undefined takes that away. */
export function withOwnState(config: AlertConfig, id: string, sort: Sort, level: StateLevel | undefined): AlertConfig {
  const silent = level === undefined ? undefined : level === "off";
  const severity = level === undefined || level === "off" || sort.state?.chosen !== true ? undefined : level;
  return withOwn(withOwn(config, id, "disableConnectivity", silent), id, "poweredOffSeverity", severity);
}

/** The configuration with another default for what is told when resources of a kind are off. */
export function withDefaultState(config: AlertConfig, sort: Sort, level: StateLevel): AlertConfig {
  const section = sort.name === "node" ? "nodeDefaults" : "guestDefaults";
  const key = sort.state?.offKey;
  const switched = key === undefined ? config : withValue(config, [key], level === "off");
  if (level === "off" || (sort.name !== "node" && sort.state?.chosen !== true)) return switched;
  const on = valueAt(switched, [section, "disableConnectivity"]) === true ? withValue(switched, [section, "disableConnectivity"], false) : switched;
  return sort.state?.chosen === true ? withValue(on, [section, "poweredOffSeverity"], level) : on;
}

/** The configuration in which a metric of a kind is raised after so many seconds; undefined takes that away. */
export function withDelay(config: AlertConfig, sort: Sort, metric: Metric, seconds: number | undefined): AlertConfig {
  const [name = ""] = sort.delays;
  return withValue(config, ["metricTimeThresholds", name, metric.key.toLowerCase()], seconds);
}

/** Whether a resource has any value of its own. */
export function hasOwn(config: AlertConfig, id: string): boolean {
  return Object.keys(json(valueAt(config, ["overrides", id])) ?? {}).length > 0;
}
