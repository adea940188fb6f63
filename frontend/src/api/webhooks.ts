import { type Shape, flag, json, listOf, mapOf, number, object, text } from "../lib/decode";
import type { Client } from "./client";
import { ApiError } from "./errors";

/** A configured webhook. Secret header values come masked and go back masked to stay as they are. */
export interface Webhook {
  id: string;
  name: string;
  url: string;
  method: string;
  enabled: boolean;
  service: string;
  template: string;
  headers: Record<string, string>;
  /** What some services need besides the address. */
  customFields: Record<string, string>;
  notifyOnResolve: boolean;
}

/** What happened when a webhook was tried. */
export interface WebhookTest {
  readonly success: boolean;
  /** HTTP status of the receiver; absent when it could not be reached. */
  readonly status: number | undefined;
  /** The receiver's answer, or why there is none. */
  readonly response: string;
}

const webhook: Shape<Webhook> = {
  blank: () => ({
    id: "",
    name: "",
    url: "",
    method: "POST",
    enabled: true,
    service: "generic",
    template: "",
    headers: {},
    customFields: {},
    notifyOnResolve: false,
  }),
  fields: {
    id: text,
    name: text,
    url: text,
    method: (value) => (value === "" ? undefined : text(value)),
    enabled: flag,
    service: (value) => (value === "" ? undefined : text(value)),
    template: text,
    headers: mapOf(text),
    customFields: mapOf(text),
    notifyOnResolve: flag,
  },
};

/** Reads the configured webhooks. */
export function fetchWebhooks(client: Client): Promise<Webhook[]> {
  return client.get("/api/notifications/webhooks", listOf(object(webhook)));
}

/** A webhook that is not saved yet. */
export function newWebhook(): Webhook {
  return { ...webhook.blank(), notifyOnResolve: true };
}

/** Adds the webhook, or changes it when it has an id. */
export async function saveWebhook(client: Client, hook: Webhook): Promise<void> {
  if (hook.id === "") await client.send("POST", "/api/notifications/webhooks", { body: hook });
  else await client.send("PUT", `/api/notifications/webhooks/${encodeURIComponent(hook.id)}`, { body: hook });
}

/** Removes a webhook. */
export async function removeWebhook(client: Client, id: string): Promise<void> {
  await client.send("DELETE", `/api/notifications/webhooks/${encodeURIComponent(id)}`);
}

/** Sends a made-up alert through a webhook as it stands in the form, and waits for the answer. */
export async function testWebhook(client: Client, hook: Webhook): Promise<WebhookTest> {
  try {
    return resultOf(await client.send("POST", "/api/notifications/webhooks/test", { body: hook }));
  } catch (error) {
    if (!(error instanceof ApiError) || error.body.success !== false) throw error;
    const { response } = resultOf(error.body);
    return { success: false, status: statusIn(error.body), response: response === "" ? error.message : response };
  }
}

function resultOf(answer: unknown): WebhookTest {
  const body = json(answer);
  return { success: body?.success === true, status: statusIn(body), response: text(body?.response) ?? "" };
}

function statusIn(body: Readonly<Record<string, unknown>> | undefined): number | undefined {
  const status = number(body?.status);
  return status === 0 ? undefined : status;
}

/** A service that takes webhooks, with what is to be entered for it. */
export interface WebhookService {
  service: string;
  name: string;
  urlPattern: string;
  method: string;
  payloadTemplate: string;
  instructions: string;
}

const service: Shape<WebhookService> = {
  blank: () => ({ service: "", name: "", urlPattern: "", method: "POST", payloadTemplate: "", instructions: "" }),
  fields: { service: text, name: text, urlPattern: text, method: text, payloadTemplate: text, instructions: text },
};

/** Reads the services that have a format of their own. */
export function fetchWebhookServices(client: Client): Promise<WebhookService[]> {
  return client.get("/api/notifications/webhook-templates", listOf(object(service)));
}
