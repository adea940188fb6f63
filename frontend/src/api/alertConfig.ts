import { type AlertConfig, alertConfig } from "../domain/alertConfig";
import type { Client } from "./client";

/** Reads the whole alert configuration. */
export function fetchAlertConfig(client: Client): Promise<AlertConfig> {
  return client.get("/api/alerts/config", alertConfig);
}

/** Replaces the alert configuration. Keys that are absent keep their values. */
export async function saveAlertConfig(client: Client, config: AlertConfig): Promise<void> {
  await client.send("PUT", "/api/alerts/config", { body: config });
}
