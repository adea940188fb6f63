import { type Parse, flag, json, mapOf, number, text } from "../lib/decode";
import type { Client } from "./client";

/** The system settings that decide from where Pulse can be reached. */
export interface AccessSettings {
  readonly listenHost: string;
  readonly listenPort: number;
  /** Pages of other origins that may call the API; a comma list or *. */
  readonly allowedOrigins: string;
  readonly allowEmbedding: boolean;
  readonly allowedEmbedOrigins: string;
  /** Whether reading is open to everybody where tokens are the only credential. */
  readonly openReadOnly: boolean;
}

/** A setting that the environment may fix. */
export type AccessSetting = keyof AccessSettings;

/** The settings in force, and which of them the environment fixes. */
export interface AccessState {
  readonly settings: AccessSettings;
  readonly fixed: ReadonlySet<string>;
}

const parse: Parse<AccessState> = (answer) => {
  const found = json(answer);
  if (found === undefined) return undefined;
  const fixed = mapOf(flag)(found.envOverrides) ?? {};
  return {
    settings: {
      listenHost: text(found.listenHost) ?? "",
      listenPort: number(found.listenPort) ?? 7655,
      allowedOrigins: text(found.allowedOrigins) ?? "",
      allowEmbedding: flag(found.allowEmbedding) ?? false,
      allowedEmbedOrigins: text(found.allowedEmbedOrigins) ?? "",
      openReadOnly: flag(found.openReadOnly) ?? true,
    },
    fixed: new Set(Object.keys(fixed).filter((name) => fixed[name] === true)),
  };
};

/** Reads them. */
export function fetchAccessSettings(client: Client): Promise<AccessState> {
  return client.get("/api/system/settings", parse);
}

/** Changes the given ones at once and leaves the others. */
export async function changeAccessSettings(client: Client, changes: Partial<AccessSettings>): Promise<void> {
  await client.send("POST", "/api/system/settings/update", { body: changes });
}
