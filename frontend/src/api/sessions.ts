import { type Shape, flag, listOf, moment, number, object, json, text } from "../lib/decode";
import type { Client } from "./client";

/** A browser or program that is signed in as we are. */
export interface SignedIn {
  id: string;
  /** "password" or "oidc". */
  method: string;
  userAgent: string;
  ip: string;
  createdAt: number;
  expiresAt: number;
  /** It is this page. */
  current: boolean;
}

const shape: Shape<SignedIn> = {
  blank: () => ({ id: "", method: "", userAgent: "", ip: "", createdAt: 0, expiresAt: 0, current: false }),
  fields: { id: text, method: text, userAgent: text, ip: text, createdAt: moment, expiresAt: moment, current: flag },
};

/** Reads where our account is signed in, newest first. */
export function fetchSessions(client: Client): Promise<SignedIn[]> {
  return client.get("/api/security/sessions", listOf(object(shape)));
}

/** Ends one of them. */
export async function endSession(client: Client, id: string): Promise<void> {
  await client.send("DELETE", `/api/security/sessions/${encodeURIComponent(id)}`);
}

/** Ends all but this page's, and tells how many there were. */
export async function endOtherSessions(client: Client): Promise<number> {
  return number(json(await client.send("POST", "/api/security/sessions/end-others"))?.ended) ?? 0;
}
