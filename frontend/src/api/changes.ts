import type { Change } from "../domain/changes";
import { type Parse, filled, json, listOf, moment, number, text } from "../lib/decode";
import type { Client } from "./client";

/** Which changes to list. */
export interface ChangeQuery {
  readonly from: number;
  readonly to: number;
  readonly resource?: string;
  readonly limit?: number;
}

const change: Parse<Change> = (raw) => {
  const fields = json(raw);
  const [at, resourceId, kind, words] = [moment(fields?.at), text(fields?.resourceId), text(fields?.kind), filled(fields?.text)];
  if (at === undefined || resourceId === undefined || kind === undefined || words === undefined) return undefined;
  const data = json(fields?.data);
  return { at, resourceId, kind, text: words, by: filled(fields?.by), status: filled(data?.status), end: number(data?.end) };
};

/** Lists what changed, newest first. */
export function fetchChanges(client: Client, { from, to, resource, limit }: ChangeQuery): Promise<Change[]> {
  const query = new URLSearchParams({ from: String(Math.round(from)), to: String(Math.round(to)) });
  if (resource !== undefined) query.set("resource", resource);
  if (limit !== undefined) query.set("limit", String(limit));
  return client.get(`/api/changes?${query.toString()}`, listOf(change));
}
