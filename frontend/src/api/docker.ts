import { type Parse, filled, json, listOf, number, text } from "../lib/decode";
import type { Client } from "./client";

const hosts = "/api/agents/docker/hosts";

/** A host that was removed and may not report for a while. */
export interface RemovedHost {
  readonly id: string;
  /** What it was called; absent where that was not kept. */
  readonly name?: string;
  readonly removedAt: number;
  /** From when on it may report again by itself. */
  readonly until: number;
}

const removed: Parse<RemovedHost> = (raw) => {
  const fields = json(raw);
  const id = text(fields?.hostId);
  if (fields === undefined || id === undefined) return undefined;
  return { id, name: filled(fields.name), removedAt: number(fields.removedAt) ?? 0, until: number(fields.until) ?? 0 };
};

/** Lists the removed hosts whose reports are refused, the latest first. */
export function fetchRemovedHosts(client: Client): Promise<RemovedHost[]> {
  return client.get("/api/agents/docker/removed", listOf(removed));
}

/** Takes a host from the pages; it goes on being watched. */
export async function hideHost(client: Client, id: string): Promise<void> {
  await client.send("DELETE", `${hosts}/${encodeURIComponent(id)}?hide=true`);
}

/** Shows a hidden host again. */
export async function showHost(client: Client, id: string): Promise<void> {
  await client.send("PUT", `${hosts}/${encodeURIComponent(id)}/unhide`);
}

/** Removes a host. One that reports is only told to stop, unless at once. */
export async function removeHost(client: Client, id: string, atOnce: boolean): Promise<void> {
  await client.send("DELETE", `${hosts}/${encodeURIComponent(id)}${atOnce ? "?force=true" : ""}`);
}

/** Lets a removed host report again. */
export async function allowHost(client: Client, id: string): Promise<void> {
  await client.send("POST", `${hosts}/${encodeURIComponent(id)}/allow-reenroll`);
}
