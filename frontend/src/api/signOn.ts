import { type Shape, filled, flag, json, listOf, mapOf, object, text } from "../lib/decode";
import type { Client } from "./client";
import { ApiError } from "./errors";

/** The sign-in at an OpenID Connect provider. Its secret is never told. */
export interface SignOn {
  enabled: boolean;
  issuerUrl: string;
  clientId: string;
  redirectUrl: string;
  logoutUrl: string;
  scopes: string[];
  usernameClaim: string;
  emailClaim: string;
  groupsClaim: string;
  allowedGroups: string[];
  allowedDomains: string[];
  allowedEmails: string[];
  clientSecretSet: boolean;
  /** Where the provider has to send people back to. */
  defaultRedirect?: string;
  /** Members that the environment fixes. */
  envOverrides: Record<string, boolean>;
}

/** A new secret, or the word to forget the stored one; neither keeps it. */
export interface SecretChange {
  readonly clientSecret?: string;
  readonly clearClientSecret?: boolean;
}

const shape: Shape<SignOn> = {
  blank: () => ({
    enabled: false,
    issuerUrl: "",
    clientId: "",
    redirectUrl: "",
    logoutUrl: "",
    scopes: [],
    usernameClaim: "",
    emailClaim: "",
    groupsClaim: "",
    allowedGroups: [],
    allowedDomains: [],
    allowedEmails: [],
    clientSecretSet: false,
    envOverrides: {},
  }),
  fields: {
    enabled: flag,
    issuerUrl: text,
    clientId: text,
    redirectUrl: text,
    logoutUrl: text,
    scopes: listOf(text),
    usernameClaim: text,
    emailClaim: text,
    groupsClaim: text,
    allowedGroups: listOf(text),
    allowedDomains: listOf(text),
    allowedEmails: listOf(text),
    clientSecretSet: flag,
    defaultRedirect: filled,
    envOverrides: mapOf(flag),
  },
};

/** Reads the sign-in at a provider. */
export function fetchSignOn(client: Client): Promise<SignOn> {
  return client.get("/api/security/oidc", object(shape));
}

/** Replaces it; sessions that were begun at the provider end. */
export async function saveSignOn(client: Client, config: SignOn, secret: SecretChange): Promise<SignOn> {
  const saved = object(shape)(await client.send("PUT", "/api/security/oidc", { body: bodyOf(config, secret) }));
  if (saved === undefined) throw new ApiError("The answer about the provider is not what it should be.", 200);
  return saved;
}

/** Asks the provider whether it can be used, as the form has it now; nothing is saved. */
export async function testSignOn(client: Client, config: SignOn, secret: SecretChange): Promise<void> {
  await client.send("POST", "/api/security/oidc/test", { body: bodyOf(config, secret) });
}

/** What only the server says is left out by being undefined. */
function bodyOf(config: SignOn, secret: SecretChange) {
  return { ...config, clientSecretSet: undefined, defaultRedirect: undefined, envOverrides: undefined, ...secret };
}

/** Begins a sign-in at the provider. Gives where the browser has to go; it comes back to the path. */
export async function beginSignOn(client: Client, returnTo: string): Promise<string> {
  const answer = await client.send("POST", "/api/oidc/login", { body: { returnTo }, anonymous: true });
  const target = text(json(answer)?.authorizationUrl);
  if (target === undefined) throw new ApiError("Pulse did not say where to sign in.", 200);
  return target;
}

/** How a sign-in at the provider ended: signed in, or the word for why not. */
export type SignOnResult = { readonly ok: true } | { readonly ok: false; readonly code: string };

/** Takes the result out of the page's address, once: a link that is shared does not carry it along. */
export function takeSignOnResult(): SignOnResult | undefined {
  const address = new URL(window.location.href);
  const result = address.searchParams.get("oidc");
  if (result === null) return undefined;
  const code = address.searchParams.get("oidc_error") ?? "";
  address.searchParams.delete("oidc");
  address.searchParams.delete("oidc_error");
  window.history.replaceState(window.history.state, "", address);
  return result === "success" ? { ok: true } : { ok: false, code };
}
