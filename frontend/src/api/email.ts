import { type Shape, flag, listOf, number, object, text } from "../lib/decode";
import type { Client } from "./client";

/** How mails are sent. The password is never told; left empty it stays as it is. */
export interface EmailConfig {
  enabled: boolean;
  provider: string;
  server: string;
  port: number;
  username: string;
  password: string;
  from: string;
  to: string[];
  /** TLS from the first byte, as with port 465. */
  tls: boolean;
  startTLS: boolean;
  replyTo: string;
  /** Mails per minute. */
  rateLimit: number;
  /** PEM, trusted beside the system's certificates. */
  caCertificate: string;
  notifyOnResolve: boolean;
  hasPassword: boolean;
}

/** A mail service with what is to be entered for it. */
export interface EmailProvider {
  name: string;
  smtpHost: string;
  smtpPort: number;
  tls: boolean;
  startTLS: boolean;
  authRequired: boolean;
  instructions: string;
}

const config: Shape<EmailConfig> = {
  blank: () => ({ enabled: false, provider: "", server: "", port: 587, username: "", password: "", from: "", to: [], tls: false, startTLS: true, replyTo: "", rateLimit: 60, caCertificate: "", notifyOnResolve: true, hasPassword: false }),
  fields: {
    enabled: flag, provider: text, server: text, port: number, username: text, password: text, from: text, to: listOf(text), tls: flag, startTLS: flag, replyTo: text, rateLimit: number, caCertificate: text, notifyOnResolve: flag, hasPassword: flag,
  },
};

const provider: Shape<EmailProvider> = {
  blank: () => ({ name: "", smtpHost: "", smtpPort: 587, tls: false, startTLS: true, authRequired: true, instructions: "" }),
  fields: { name: text, smtpHost: text, smtpPort: number, tls: flag, startTLS: flag, authRequired: flag, instructions: text },
};

/** Reads how mails are sent. */
export function fetchEmail(client: Client): Promise<EmailConfig> {
  return client.get("/api/notifications/email", object(config));
}

/** Changes how mails are sent. */
export async function saveEmail(client: Client, email: EmailConfig): Promise<void> {
  await client.send("PUT", "/api/notifications/email", { body: email });
}

/** Reads the known mail services. */
export function fetchEmailProviders(client: Client): Promise<EmailProvider[]> {
  return client.get("/api/notifications/email-providers", listOf(object(provider)));
}

/** Sends a mail with the form as it stands and waits until the mail server took it; throws with its reason otherwise. */
export async function testEmail(client: Client, email: EmailConfig): Promise<void> {
  await client.send("POST", "/api/notifications/test", { body: { method: "email", config: email } });
}
