import { object, text } from "../lib/decode";
import type { Client } from "./client";

const version = object<{ version: string }>({ blank: () => ({ version: "" }), fields: { version: text } });

/** Whether this server has agents for Docker hosts to hand out; unknown versions count as none. */
export async function handsOutAgents(client: Client): Promise<boolean> {
  return (await client.get("/api/agent/version", version)).version !== "dev";
}
