import { type Json, type Parse, filled, flag, json, listOf, mapOf, number, oneOf, text } from "../lib/decode";
import type { AlertConfig } from "./alertConfig";
import type { Between } from "./limitCells";
import type { Limit } from "./thresholds";
import type { Guest } from "./types";

/** What a condition of a rule looks at. */
export type FilterType = "metric" | "text" | "raw";

/** One condition on a guest. */
export interface RuleFilter {
  readonly type: FilterType;
  readonly field: string;
  readonly operator: string;
  readonly value: string;
}

/** Thresholds for all guests that fulfil conditions. */
export interface CustomRule {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly filters: readonly RuleFilter[];
  readonly all: boolean;
  readonly limits: Readonly<Record<string, Limit>>;
  readonly priority: number;
  readonly enabled: boolean;
  /** The rule as it came; what no page edits goes back unchanged. */
  readonly raw: Json;
}

const limit: Parse<Limit> = (value) => {
  const trigger = number(value) ?? number(json(value)?.trigger);
  return trigger === undefined ? undefined : { trigger, clear: number(json(value)?.clear) ?? Math.max(0, trigger - 5) };
};

const filter: Parse<RuleFilter> = (value) => {
  const raw = json(value);
  if (raw === undefined) return undefined;
  const type = oneOf("metric", "text", "raw")(raw.type) ?? "raw";
  const typed = number(raw.value)?.toString() ?? text(raw.value) ?? "";
  return { type, field: text(raw.field) ?? "", operator: text(raw.operator) ?? "", value: type === "raw" && typed === "" ? (text(raw.rawText) ?? "") : typed };
};

const rule: Parse<CustomRule> = (value) => {
  const raw = json(value);
  if (raw === undefined) return undefined;
  const conditions = json(raw.filterConditions);
  return {
    id: text(raw.id) ?? "",
    name: filled(raw.name) ?? "Without a name",
    description: text(raw.description) ?? "",
    filters: listOf(filter)(conditions?.filters) ?? [],
    all: conditions?.logicalOperator === "AND",
    limits: mapOf(limit)(raw.thresholds) ?? {},
    priority: number(raw.priority) ?? 0,
    enabled: flag(raw.enabled) ?? false,
    raw,
  };
};

/** The custom rules of a configuration. */
export function customRulesOf(config: AlertConfig): CustomRule[] {
  return listOf(rule)(config.customRules) ?? [];
}

/** A rule in the form of the configuration. */
export function ruleToWire(one: CustomRule, now: number): Json {
  const at = new Date(now).toISOString();
  const filters = one.filters.map((condition) => ({
    type: condition.type,
    field: condition.type === "raw" ? "" : condition.field,
    operator: condition.type === "metric" ? condition.operator : "contains",
    value: condition.type === "metric" ? Number(condition.value) : condition.value,
    rawText: condition.type === "raw" ? condition.value : `${condition.field}${condition.type === "metric" ? condition.operator : ":"}${condition.value}`,
  }));
  const states = Object.fromEntries(Object.entries(json(one.raw.thresholds) ?? {}).filter(([, value]) => limit(value) === undefined));
  return {
    createdAt: at,
    ...one.raw,
    id: one.id,
    name: one.name,
    description: one.description,
    filterConditions: { filters, logicalOperator: one.all ? "AND" : "OR" },
    thresholds: { ...states, ...one.limits },
    priority: one.priority,
    enabled: one.enabled,
    updatedAt: at,
  };
}

/** Whether a guest fulfils the conditions of a rule. None match every guest. */
export function ruleMatches(one: CustomRule, guest: Guest): boolean {
  if (one.filters.length === 0) return true;
  const holds = (condition: RuleFilter) => filterHolds(condition, guest);
  return one.all ? one.filters.every(holds) : one.filters.some(holds);
}

const figures: Readonly<Record<string, (guest: Guest) => number | undefined>> = {
  cpu: (guest) => (guest.cpu === undefined ? undefined : guest.cpu * 100),
  memory: (guest) => guest.memory?.usage,
  disk: (guest) => guest.disk?.usage,
  diskread: (guest) => inMegabytes(guest.diskRead),
  diskwrite: (guest) => inMegabytes(guest.diskWrite),
  networkin: (guest) => inMegabytes(guest.networkIn),
  networkout: (guest) => inMegabytes(guest.networkOut),
};

function inMegabytes(rate: number | undefined): number | undefined {
  return rate === undefined ? undefined : rate / 1024 ** 2;
}

function filterHolds(condition: RuleFilter, guest: Guest): boolean {
  const wanted = condition.value.trim().toLowerCase();
  if (condition.type === "metric") return compares(figures[condition.field.toLowerCase()]?.(guest), condition.operator, Number(wanted));
  const texts: Record<string, string> = { name: guest.name, node: guest.node, vmid: String(guest.vmid) };
  if (condition.type === "text") return (texts[condition.field.toLowerCase()] ?? "").toLowerCase().includes(wanted);
  return [guest.name, guest.id, guest.node, guest.status].some((part) => part.toLowerCase().includes(wanted));
}

function compares(value: number | undefined, operator: string, to: number): boolean {
  if (value === undefined) return false;
  if (operator === ">") return value > to;
  if (operator === "<") return value < to;
  if (operator === ">=") return value >= to;
  if (operator === "<=") return value <= to;
  return Math.abs(value - to) <= 0.5;
}

/** The rule that holds for a guest: of those that match, the one with the highest priority. */
export function ruleOf(rules: readonly CustomRule[], guest: Guest): CustomRule | undefined {
  const matching = rules.filter((one) => one.enabled && ruleMatches(one, guest));
  return matching.reduce<CustomRule | undefined>((best, one) => (best === undefined || one.priority > best.priority ? one : best), undefined);
}

const relaxed: Readonly<Record<string, Limit>> = Object.fromEntries(["cpu", "memory", "disk"].map((key) => [key, { trigger: 95, clear: 90 }]));

/** What stands between defaults and own values of a guest; undefined when nothing does. */
export function betweenOf(rules: readonly CustomRule[], guest: Guest): Between | undefined {
  const has = (tag: string) => guest.tags?.some((own) => own.toLowerCase() === tag) === true;
  if (has("pulse-no-alerts")) return { from: "tag pulse-no-alerts", limits: {}, off: true };
  const matching = ruleOf(rules, guest);
  if (has("pulse-relaxed")) return { from: "tag pulse-relaxed", limits: { ...matching?.limits, ...relaxed }, stateOff: true };
  return matching && { from: `rule ${matching.name}`, limits: matching.limits };
}
