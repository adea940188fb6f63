import { type Shape, flag, json, listOf, moment, object, oneOf, text } from "../lib/decode";
import type { Client } from "./client";
import { ApiError } from "./errors";

/** What a token lets its holder do. */
export type Scope = "read" | "agent" | "admin";

/** An API token without its secret. */
export interface Token {
  id: string;
  name: string;
  /** The secret's beginning and end; empty where it is not known. */
  prefix: string;
  suffix: string;
  scopes: Scope[];
  createdAt?: number;
  lastUsedAt?: number;
  expiresAt?: number;
  /** Given by the environment; cannot be deleted here. */
  fixed: boolean;
}

/** What to make. */
export interface NewToken {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** In milliseconds; absent for a token that lasts until it is deleted. */
  readonly expiresAt?: number;
}

const shape: Shape<Token> = {
  blank: () => ({ id: "", name: "", prefix: "", suffix: "", scopes: [], fixed: false }),
  fields: {
    id: text,
    name: text,
    prefix: text,
    suffix: text,
    scopes: listOf(oneOf("read", "agent", "admin")),
    createdAt: moment,
    lastUsedAt: moment,
    expiresAt: moment,
    fixed: flag,
  },
};

/** Reads the tokens, newest first. */
export function fetchTokens(client: Client): Promise<Token[]> {
  return client.get("/api/security/tokens", (answer) => listOf(object(shape))(json(answer)?.tokens));
}

/** Makes a token and gives its secret, which nobody can read again. */
export async function addToken(client: Client, { name, scopes, expiresAt }: NewToken): Promise<string> {
  const body = { name, scopes, ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }) };
  return secretIn(await client.send("POST", "/api/security/tokens", { body }));
}

/** Removes a token; programs that use it are refused from then on. */
export async function removeToken(client: Client, id: string): Promise<void> {
  await client.send("DELETE", `/api/security/tokens/${encodeURIComponent(id)}`);
}

/** Makes a token in place of all that are stored, and gives its secret. */
export async function replaceTokens(client: Client): Promise<string> {
  return secretIn(await client.send("POST", "/api/security/regenerate-token"));
}

function secretIn(answer: unknown): string {
  const secret = text(json(answer)?.token);
  if (secret === undefined) throw new ApiError("The token was made, but its answer cannot be read. Delete it and make another one.", 200);
  return secret;
}
