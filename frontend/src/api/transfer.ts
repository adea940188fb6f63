import { type Parse, filled, flag, json, listOf, number, object, text } from "../lib/decode";
import type { Client } from "./client";

/** What happens to things that have names. */
export interface ImportNames {
  added: string[];
  changed: string[];
  removed: string[];
  same: number;
}

/** What an import changes, or would change. */
export interface ImportChanges {
  exportedAt: string;
  connections: ImportNames;
  webhooks: ImportNames;
  guests: ImportNames;
  settings: string[];
  alerts: string[];
  email: boolean;
  signIn?: string;
  notes: string[];
  /** Where the database was copied before. */
  copy?: string;
}

/** One line of the report of a take-over. */
export interface Finding {
  what: string;
  detail: string;
}

/** What was taken over from another installation and what not. */
export interface Takeover {
  from?: string;
  at: string;
  taken: Finding[];
  left: Finding[];
}

export type ExportFormat = "published" | "strong";

const noNames = (): ImportNames => ({ added: [], changed: [], removed: [], same: 0 });
const names: Parse<ImportNames> = object<ImportNames>({ blank: noNames, fields: { added: listOf(text), changed: listOf(text), removed: listOf(text), same: number } });

const changes: Parse<ImportChanges> = object<ImportChanges>({
  blank: () => ({ exportedAt: "", connections: noNames(), webhooks: noNames(), guests: noNames(), settings: [], alerts: [], email: false, notes: [] }),
  fields: {
    exportedAt: text,
    connections: names,
    webhooks: names,
    guests: names,
    settings: listOf(text),
    alerts: listOf(text),
    email: flag,
    signIn: filled,
    notes: listOf(text),
    copy: filled,
  },
});

const finding: Parse<Finding> = object<Finding>({ blank: () => ({ what: "", detail: "" }), fields: { what: text, detail: text } });
const takeover: Parse<Takeover> = object<Takeover>({
  blank: () => ({ at: "", taken: [], left: [] }),
  fields: { from: filled, at: text, taken: listOf(finding), left: listOf(finding) },
});

/** Exports the configuration; the text is that of a file to keep. */
export async function exportConfiguration(client: Client, passphrase: string, format: ExportFormat): Promise<string> {
  return JSON.stringify(await client.send("POST", "/api/config/export", { body: { passphrase, format } }));
}

/** Tells what an import would change. */
export function previewImport(client: Client, data: string, passphrase: string): Promise<ImportChanges> {
  return bring(client, "/api/config/import/preview", data, passphrase);
}

/** Replaces the configuration by that of an export. */
export function importConfiguration(client: Client, data: string, passphrase: string): Promise<ImportChanges> {
  return bring(client, "/api/config/import", data, passphrase);
}

async function bring(client: Client, path: string, data: string, passphrase: string): Promise<ImportChanges> {
  const answer = json(await client.send("POST", path, { body: { data, passphrase } }));
  const told = changes(answer?.changes);
  if (told === undefined) throw new Error(`The answer of ${path} is not what it should be.`);
  return told;
}

/** Reads the report of the last take-over. */
export function fetchTakeover(client: Client): Promise<Takeover> {
  return client.get("/api/config/take-over", takeover);
}
