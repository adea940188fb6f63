import { type Parse, json, listOf, object, text } from "../lib/decode";
import { alertShape } from "../domain/shapes";
import type { Alert } from "../domain/types";
import type { Client } from "./client";

/** What to read of the past alerts. */
export interface HistoryQuery {
  /** Oldest start, in milliseconds. */
  readonly from: number;
  readonly limit?: number;
  readonly resourceId?: string;
}

/** Reads past and present alerts, newest first. */
export function fetchAlertHistory(client: Client, query: HistoryQuery, signal?: AbortSignal): Promise<Alert[]> {
  const parameters = new URLSearchParams({
    startTime: new Date(query.from).toISOString(),
    limit: String(query.limit ?? 2000),
  });
  if (query.resourceId !== undefined) parameters.set("resourceId", query.resourceId);
  return client.get(`/api/alerts/history?${parameters.toString()}`, listOf(object(alertShape)), { signal });
}

/** Says that somebody has seen the alert. */
export async function acknowledge(client: Client, id: string): Promise<void> {
  await client.send("POST", `/api/alerts/${encodeURIComponent(id)}/acknowledge`);
}

/** Takes an acknowledgement back. */
export async function unacknowledge(client: Client, id: string): Promise<void> {
  await client.send("POST", `/api/alerts/${encodeURIComponent(id)}/unacknowledge`);
}

/** Says that somebody has seen these alerts. Gives those that could not be acknowledged, with the reason. */
export function acknowledgeAll(client: Client, ids: readonly string[]): Promise<Refusal[]> {
  return inBulk(client, "acknowledge", ids);
}

/** Removes these active alerts. Gives those that could not be removed, with the reason. */
export function clearAll(client: Client, ids: readonly string[]): Promise<Refusal[]> {
  return inBulk(client, "clear", ids);
}

/** One alert of several with which something did not succeed. */
export interface Refusal {
  readonly id: string;
  readonly reason: string;
}

async function inBulk(client: Client, action: "acknowledge" | "clear", ids: readonly string[]): Promise<Refusal[]> {
  const answer = await client.send("POST", `/api/alerts/bulk/${action}`, { body: { alertIds: ids } });
  return listOf(refusal)(json(answer)?.results) ?? [];
}

/** A result that is a success is not a refusal. */
const refusal: Parse<Refusal> = (raw) => {
  const result = json(raw);
  if (result === undefined || result.success !== false) return undefined;
  return { id: text(result.alertId) ?? "", reason: text(result.error) ?? "The server gave no reason." };
};

/** Removes an active alert; it comes back when its condition lasts. */
export async function clearAlert(client: Client, id: string): Promise<void> {
  await client.send("POST", `/api/alerts/${encodeURIComponent(id)}/clear`);
}

/** Until when an alert is left alone: a time, or until it is over. */
export type SnoozeEnd = { readonly until: number } | { readonly untilResolved: true };

/** Keeps an alert from being told for a while. */
export async function snooze(client: Client, id: string, end: SnoozeEnd): Promise<void> {
  await client.send("POST", `/api/alerts/${encodeURIComponent(id)}/snooze`, { body: end });
}

/** Tells about a snoozed alert again. */
export async function unsnooze(client: Client, id: string): Promise<void> {
  await client.send("POST", `/api/alerts/${encodeURIComponent(id)}/unsnooze`);
}

/** Forgets all past alerts. */
export async function clearAlertHistory(client: Client): Promise<void> {
  await client.send("DELETE", "/api/alerts/history");
}
