import { type Parse, number, object, text } from "../lib/decode";
import type { Client } from "./client";

/** How long each tier of the history is kept: "24h", "30d" or "forever". */
export interface Retention {
  raw: string;
  "1m": string;
  "10m": string;
  "60m": string;
}

/** How much of the past is kept, and how much is logged. */
export interface HistorySettings {
  historyMaxBytes: number;
  historyRetention: Retention;
  logLevel: string;
  envOverrides: { logLevel?: boolean };
}

const noRetention = (): Retention => ({ raw: "", "1m": "", "10m": "", "60m": "" });
const retention: Parse<Retention> = object<Retention>({ blank: noRetention, fields: { raw: text, "1m": text, "10m": text, "60m": text } });
const settings: Parse<HistorySettings> = object<HistorySettings>({
  blank: () => ({ historyMaxBytes: 0, historyRetention: noRetention(), logLevel: "", envOverrides: {} }),
  fields: {
    historyMaxBytes: number,
    historyRetention: retention,
    logLevel: text,
    envOverrides: object<{ logLevel?: boolean }>({ blank: () => ({}), fields: { logLevel: (value) => (value === true ? true : undefined) } }),
  },
});

/** Reads how much of the past is kept. */
export function fetchHistorySettings(client: Client): Promise<HistorySettings> {
  return client.get("/api/system/settings", settings);
}

/** Changes the given settings and leaves the others. */
export async function changeHistorySettings(client: Client, changed: Partial<Omit<HistorySettings, "envOverrides">>): Promise<void> {
  await client.send("POST", "/api/system/settings/update", { body: changed });
}
