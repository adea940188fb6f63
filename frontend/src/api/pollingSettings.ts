import { type Parse, flag, json, mapOf, number, text } from "../lib/decode";
import type { Client } from "./client";

/** The system settings that decide how servers are looked for and how often they are asked. */
export interface PollingSettings {
  readonly discoveryEnabled: boolean;
  /** "auto", or networks with commas between them. */
  readonly discoverySubnet: string;
  /** Seconds. */
  readonly pbsPollingInterval: number;
  readonly pmgPollingInterval: number;
  readonly connectionTimeout: number;
}

/** The settings in force, and which of them the environment fixes. */
export interface PollingState {
  readonly settings: PollingSettings;
  readonly fixed: ReadonlySet<string>;
}

const parse: Parse<PollingState> = (answer) => {
  const found = json(answer);
  if (found === undefined) return undefined;
  const fixed = mapOf(flag)(found.envOverrides) ?? {};
  return {
    settings: {
      discoveryEnabled: flag(found.discoveryEnabled) ?? true,
      discoverySubnet: text(found.discoverySubnet) ?? "auto",
      pbsPollingInterval: number(found.pbsPollingInterval) ?? 60,
      pmgPollingInterval: number(found.pmgPollingInterval) ?? 60,
      connectionTimeout: number(found.connectionTimeout) ?? 60,
    },
    fixed: new Set(Object.keys(fixed).filter((name) => fixed[name] === true)),
  };
};

/** Reads them. */
export function fetchPollingSettings(client: Client): Promise<PollingState> {
  return client.get("/api/system/settings", parse);
}

/** Changes the given ones at once and leaves the others. */
export async function changePollingSettings(client: Client, changes: Partial<PollingSettings>): Promise<void> {
  await client.send("POST", "/api/system/settings/update", { body: changes });
}
