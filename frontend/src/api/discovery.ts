import { type Parse, filled, flag, listOf, number, object, oneOf, positive, text } from "../lib/decode";
import type { Client } from "./client";

/** A server that was found in the network and is not watched yet. */
export interface FoundServer {
  ip: string;
  port: number;
  type: "pve" | "pbs" | "pmg" | "unknown";
  /** "Unknown" where it is not told without a login. */
  version: string;
  hostname?: string;
  /** Why it is taken for its type. */
  evidence: string[];
}

/** What the search for servers knows. */
export interface Discovery {
  servers: FoundServer[];
  /** What could not be searched, in words. */
  errors: string[];
  scanning: boolean;
  /** A search has ended before. */
  cached: boolean;
  /** When, in seconds; absent while no search runs in the background. */
  updated?: number;
}

const server: Parse<FoundServer> = object<FoundServer>({
  blank: () => ({ ip: "", port: 0, type: "unknown", version: "Unknown", evidence: [] }),
  fields: { ip: text, port: number, type: oneOf("pve", "pbs", "pmg", "unknown"), version: text, hostname: filled, evidence: listOf(text) },
});

const discovery: Parse<Discovery> = object<Discovery>({
  blank: () => ({ servers: [], errors: [], scanning: false, cached: false }),
  fields: { servers: listOf(server), errors: listOf(text), scanning: flag, cached: flag, updated: positive },
});

/** Reads what was found so far. */
export function fetchDiscovery(client: Client): Promise<Discovery> {
  return client.get("/api/discover", discovery);
}

/** Begins a search of the networks that are set, or of the given one. Without a search in the background it waits for the end. */
export async function startDiscovery(client: Client, subnet: string): Promise<Discovery | undefined> {
  return discovery(await client.send("POST", "/api/discover", { body: subnet === "" ? {} : { subnet } }));
}
