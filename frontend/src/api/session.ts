import { type Shape, filled, flag, json, listOf, number, object, text } from "../lib/decode";
import type { Client } from "./client";
import { ApiError } from "./errors";

/** What anybody may know about how this Pulse is protected. */
export interface SecurityStatus {
  hasAuthentication: boolean;
  requiresAuth: boolean;
  /** Protection is switched off by configuration. */
  disabled: boolean;
  hasHTTPS: boolean;
  oidcEnabled: boolean;
  /** The first account needs the code that the server printed at its start. */
  bootstrapRequired: boolean;
  /** There is an account to sign in with. */
  hasPassword: boolean;
  /** The environment gives the account; it cannot be changed here. */
  accountFixed: boolean;
  /** There is an API token. */
  apiTokenConfigured: boolean;
  /** A proxy in front of Pulse may sign people in. */
  hasProxyAuth: boolean;
  /** How this page proved who it is: "session", "oidc", "proxy", "window"; empty without proof. */
  signedInBy: string;
  /** Whether this page may change things; taken for granted where the server does not tell. */
  mayChange: boolean;
  /** Name of the account; only for those who are signed in. */
  authUsername?: string;
  authLastModified?: string;
  proxyAuthUsername?: string;
  proxyAuthLogoutURL?: string;
  oidcIssuer?: string;
  oidcUsername?: string;
  oidcLogoutURL?: string;
  /** Our address as Pulse sees it. */
  clientIP?: string;
  isPrivateNetwork?: boolean;
  /** Whose forwarding headers are believed. */
  trustedProxies?: string[];
}

const status: Shape<SecurityStatus> = {
  blank: () => ({
    hasAuthentication: false,
    requiresAuth: false,
    disabled: false,
    hasHTTPS: false,
    oidcEnabled: false,
    bootstrapRequired: false,
    hasPassword: true,
    accountFixed: false,
    apiTokenConfigured: false,
    hasProxyAuth: false,
    signedInBy: "",
    mayChange: true,
  }),
  fields: {
    hasAuthentication: flag,
    requiresAuth: flag,
    disabled: flag,
    hasHTTPS: flag,
    oidcEnabled: flag,
    bootstrapRequired: flag,
    hasPassword: flag,
    accountFixed: flag,
    apiTokenConfigured: flag,
    hasProxyAuth: flag,
    signedInBy: text,
    mayChange: flag,
    authUsername: text,
    authLastModified: text,
    proxyAuthUsername: filled,
    proxyAuthLogoutURL: filled,
    oidcIssuer: filled,
    oidcUsername: filled,
    oidcLogoutURL: filled,
    clientIP: filled,
    isPrivateNetwork: flag,
    trustedProxies: listOf(text),
  },
};

/** Name of whoever this page acts for; undefined when nobody proved who they are. */
export function nameOf(known: SecurityStatus): string | undefined {
  switch (known.signedInBy) {
    case "oidc":
      return known.oidcUsername;
    case "proxy":
      return known.proxyAuthUsername;
    default:
      return known.authUsername === "" ? undefined : known.authUsername;
  }
}

/** Reads how this Pulse is protected. */
export function fetchSecurityStatus(client: Client): Promise<SecurityStatus> {
  return client.get("/api/security/status", object(status), { anonymous: true });
}

/** Version of the backend. */
export async function fetchVersion(client: Client): Promise<string> {
  return client.get("/api/version", (answer) => text(json(answer)?.version), { anonymous: true });
}

/** Whether the page may read: it has a session, a token, or needs none. */
export async function maySee(client: Client): Promise<boolean> {
  try {
    await client.get("/api/config/nodes", (answer) => (Array.isArray(answer) ? true : undefined), { anonymous: true });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false;
    throw error;
  }
}

/** Why a sign-in was refused, as far as the page can help with it. */
export type Refusal =
  | { readonly kind: "wrong"; readonly remaining: number | undefined }
  | { readonly kind: "locked"; readonly minutes: number | undefined }
  | { readonly kind: "other"; readonly message: string };

/** Signs in; the answer is undefined, or why it was refused. */
export async function signIn(client: Client, username: string, password: string): Promise<Refusal | undefined> {
  try {
    await client.send("POST", "/api/login", { body: { username, password }, anonymous: true });
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return refusalOf(error);
  }
}

function refusalOf(error: ApiError): Refusal {
  if (error.body.locked === true) return { kind: "locked", minutes: minutesIn(text(error.body.lockoutDuration)) };
  if (error.code === "account_locked") return { kind: "locked", minutes: number(error.body.remainingMinutes) };
  if (error.code === "invalid_credentials") return { kind: "wrong", remaining: number(error.body.remaining) };
  return { kind: "other", message: error.message };
}

function minutesIn(words: string | undefined): number | undefined {
  const found = /^(\d+)/.exec(words ?? "");
  return found === null ? undefined : Number(found[1]);
}

/** Ends the session of this browser. */
export async function signOut(client: Client): Promise<void> {
  await client.send("POST", "/api/logout");
}

/** The first account. */
export interface NewAccount {
  readonly username: string;
  readonly password: string;
  /** The code printed at the server's start; needed from another computer. */
  readonly setupCode?: string;
}

/** Creates the first account; a refusal is an ApiError. */
export async function createAccount(client: Client, account: NewAccount): Promise<void> {
  const { username, password, setupCode } = account;
  await client.send("POST", "/api/security/quick-setup", {
    body: { username, password },
    headers: setupCode === undefined ? {} : { "X-Bootstrap-Code": setupCode },
    anonymous: true,
  });
}

/** Replaces the password of the account; every session of it ends. */
export async function changePassword(client: Client, currentPassword: string, newPassword: string): Promise<void> {
  await client.send("POST", "/api/security/change-password", { body: { currentPassword, newPassword }, anonymous: true });
}
