import { type Shape, filled, json, listOf, moment, number, object, oneOf, text } from "../lib/decode";
import type { Client } from "./client";

/** How far a notice is. */
export type DeliveryState = "pending" | "sent" | "failed" | "dead";

/** One notice for one channel. */
export interface Delivery {
  id: string;
  channel: string;
  service: string;
  /** Name of the webhook; empty for e-mail. */
  webhookName: string;
  alertIds: string[];
  event: string;
  timestamp?: number;
  attempts: number;
  statusCode?: number;
  error?: string;
  nextAttempt?: number;
  state: DeliveryState;
}

/** What was sent and answered; secrets are masked. */
export interface DeliveryDetail {
  readonly request: string;
  readonly response: string;
}

const delivery: Shape<Delivery> = {
  blank: () => ({ id: "", channel: "", service: "", webhookName: "", alertIds: [], event: "", attempts: 0, state: "pending" }),
  fields: {
    id: text, channel: text, service: text, webhookName: text, alertIds: listOf(text), event: text, timestamp: moment, attempts: number, statusCode: number, error: filled, nextAttempt: moment, state: oneOf("pending", "sent", "failed", "dead"),
  },
};

/** Reads the newest notices, newest first. */
export function fetchDeliveries(client: Client, limit: number): Promise<Delivery[]> {
  return client.get(`/api/notifications/history?limit=${limit}`, listOf(object(delivery)));
}

/** Reads what was sent and answered. */
export function fetchDelivery(client: Client, id: string): Promise<DeliveryDetail> {
  return client.get(`/api/notifications/history/${encodeURIComponent(id)}`, (value) => {
    const raw = json(value);
    return raw && { request: text(raw.request) ?? "", response: text(raw.response) ?? "" };
  });
}

/** Sends a notice again, soon. */
export async function replayDelivery(client: Client, id: string): Promise<void> {
  await client.send("POST", `/api/notifications/history/${encodeURIComponent(id)}/replay`);
}

/** Whether nobody was told in the end. */
export function isLost({ state }: Delivery): boolean {
  return state === "dead" || state === "failed";
}

/** Whether a notice went to this channel: the name of a webhook, or empty for e-mail. */
export function isOf(one: Delivery, name: string): boolean {
  return name === "" ? one.channel === "email" : one.webhookName === name;
}
