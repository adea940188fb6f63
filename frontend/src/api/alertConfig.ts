import { type AlertConfig, alertConfig, changesOf } from "../domain/alertConfig";
import type { Client } from "./client";

/** Reads the alert configuration. */
export function fetchAlertConfig(client: Client): Promise<AlertConfig> {
  return client.get("/api/alerts/config", alertConfig);
}

/** Sends what the draft changes; what others changed meanwhile stays. Keys that are absent keep their values. */
export async function saveAlertConfig(client: Client, base: AlertConfig, draft: AlertConfig): Promise<void> {
  const latest = await fetchAlertConfig(client);
  await client.send("PUT", "/api/alerts/config", { body: changesOf(base, draft, latest) });
}
