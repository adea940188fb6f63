import { type Json, type Parse, json, number } from "../lib/decode";

/** The alert configuration as the server keeps it. What no page edits goes back as it came. */
export type AlertConfig = Json;

/** Reads the configuration. */
export const alertConfig: Parse<AlertConfig> = json;

/** What stands at a path of the configuration. */
export function valueAt(config: AlertConfig, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => json(at)?.[key], config);
}

/** The number at a path, or the fallback. */
export function numberAt(config: AlertConfig, path: readonly string[], fallback: number): number {
  return number(valueAt(config, path)) ?? fallback;
}

/** The configuration with another value at a path; undefined takes it away. */
export function withValue(config: AlertConfig, path: readonly string[], value: unknown): AlertConfig {
  const [key, ...rest] = path;
  if (key === undefined) return config;
  const next = rest.length === 0 ? value : withValue(json(config[key]) ?? {}, rest, value);
  if (next !== undefined) return { ...config, [key]: next };
  return Object.fromEntries(Object.entries(config).filter(([other]) => other !== key));
}

/** Whether two values mean the same: the order of keys says nothing. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  const [left, right] = [json(a), json(b)];
  if (left === undefined || right === undefined) return Object.is(a, b);
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => isSame(left[key], right[key]));
}

/**
 * What has to be sent so that the server has what the draft says: only members
 * that were changed. Own values of single resources are put over those that
 * the server has by now, so that what others changed meanwhile stays.
 */
export function changesOf(base: AlertConfig, draft: AlertConfig, latest: AlertConfig = base): AlertConfig {
  const changed = Object.keys({ ...base, ...draft }).filter((key) => !isSame(base[key], draft[key]));
  return Object.fromEntries(changed.map((key) => [key, key === "overrides" ? rebased(json(base.overrides), json(draft.overrides), json(latest.overrides)) : (draft[key] ?? null)]));
}

function rebased(base: Json = {}, draft: Json = {}, latest: Json = {}): Json {
  const merged = { ...latest, ...draft };
  const untouched = Object.keys({ ...base, ...latest, ...draft }).filter((id) => isSame(base[id], draft[id]));
  for (const id of untouched) merged[id] = latest[id];
  for (const id of Object.keys(base)) if (!(id in draft)) merged[id] = untouched.includes(id) ? latest[id] : undefined;
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}
