import { type Json, type Parse, json, number } from "../lib/decode";

/** The alert configuration as the server keeps it. What no page edits goes back as it came. */
export type AlertConfig = Json;

/** Reads the configuration. */
export const alertConfig: Parse<AlertConfig> = json;

/** A kind of resource with defaults of its own. */
export interface LimitRow {
  readonly label: string;
  /** Where its limits stand in the configuration. */
  readonly path: readonly string[];
  readonly metrics: readonly { readonly key: string; readonly label: string; readonly unit: string }[];
  /** Its limits cannot be switched off. */
  readonly always?: boolean;
}

const percent = "%";
const rate = "MiB/s";

/** The defaults that can be edited. */
export const limitRows: readonly LimitRow[] = [
  {
    label: "Guests",
    path: ["guestDefaults"],
    metrics: [
      { key: "cpu", label: "CPU", unit: percent },
      { key: "memory", label: "Memory", unit: percent },
      { key: "disk", label: "Disk", unit: percent },
      { key: "diskRead", label: "Read", unit: rate },
      { key: "diskWrite", label: "Write", unit: rate },
      { key: "networkIn", label: "Net in", unit: rate },
      { key: "networkOut", label: "Net out", unit: rate },
    ],
  },
  {
    label: "Nodes",
    path: ["nodeDefaults"],
    metrics: [
      { key: "cpu", label: "CPU", unit: percent },
      { key: "memory", label: "Memory", unit: percent },
      { key: "disk", label: "Disk", unit: percent },
      { key: "temperature", label: "Temperature", unit: "°C" },
    ],
  },
  { label: "Storages", path: [], metrics: [{ key: "storageDefault", label: "Usage", unit: percent }], always: true },
];

/** The switches that a page shows: on means that it alerts. */
export const alertSwitches = [
  { key: "disableAllGuests", label: "Guests: CPU, memory, disk, traffic" },
  { key: "disableAllGuestsOffline", label: "Guests: powered off" },
  { key: "disableAllNodes", label: "Nodes: CPU, memory, disk, temperature" },
  { key: "disableAllNodesOffline", label: "Nodes: unreachable" },
  { key: "disableAllStorage", label: "Storages: usage and reach" },
] as const;

/** What of the schedule a page shows: whole numbers. */
export const scheduleNumbers = [
  { key: "groupingWindow", label: "Wait for more before telling", unit: "s", zero: "each alert at once" },
  { key: "cooldown", label: "Tell again while it lasts, every", unit: "min", zero: "told once only" },
  { key: "maxAlertsHour", label: "Not more often than", unit: "per hour and alert", zero: "no limit" },
] as const;

/** A limit as it is written in a form; an empty trigger is off. */
export interface LimitDraft {
  readonly trigger: string;
  readonly clear: string;
}

/** Reads a limit for the form. */
export function limitDraft(config: AlertConfig, row: LimitRow, key: string): LimitDraft {
  const limit = json(holder(config, row.path)?.[key]);
  const trigger = number(limit?.trigger) ?? 0;
  return trigger <= 0 ? { trigger: "", clear: "" } : { trigger: String(trigger), clear: String(number(limit?.clear) ?? "") };
}

/** What is wrong with a limit; undefined when nothing is. */
export function limitProblem({ trigger, clear }: LimitDraft, unit: string, always = false): string | undefined {
  if (trigger.trim() === "") return always ? "It cannot be switched off here; use the switch below." : undefined;
  const [from, to] = [Number(trigger), clear.trim() === "" ? 0 : Number(clear)];
  if (!Number.isFinite(from) || !Number.isFinite(to) || from <= 0 || to < 0) return "Only numbers above 0 can be compared.";
  if (unit === percent && from > 100) return "Nothing is above 100 %.";
  return to > from ? "It must clear at or below its trigger." : undefined;
}

/** The configuration with one limit changed. */
export function withLimit(config: AlertConfig, row: LimitRow, key: string, draft: LimitDraft): AlertConfig {
  const trigger = draft.trigger.trim() === "" ? 0 : Number(draft.trigger);
  const clear = trigger === 0 ? 0 : draft.clear.trim() === "" ? Math.max(0, trigger - 5) : Number(draft.clear);
  const limit = { trigger, clear };
  const [section] = row.path;
  return section === undefined ? { ...config, [key]: limit } : { ...config, [section]: { ...json(config[section]), [key]: limit } };
}

/** The configuration with one key changed, at the top or in a section. */
export function withKey(config: AlertConfig, section: string | undefined, key: string, value: unknown): AlertConfig {
  return section === undefined ? { ...config, [key]: value } : { ...config, [section]: { ...json(config[section]), [key]: value } };
}

function holder(config: AlertConfig, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((at, key) => json(at?.[key]), config);
}
