import { flag, json } from "../lib/decode";
import type { Degrees } from "../lib/temperature";
import type { Client } from "./client";

/** The system settings that have a control on a page. */
export interface SystemSettings {
  /** Whether webhooks may go to this computer. */
  readonly allowLoopbackWebhooks: boolean;
}

/** Reads the system settings. */
export function fetchSystemSettings(client: Client): Promise<SystemSettings> {
  return client.get("/api/system/settings", (answer) => {
    const settings = json(answer);
    return settings && { allowLoopbackWebhooks: flag(settings.allowLoopbackWebhooks) ?? false };
  });
}

/** Changes the given settings and leaves the others. */
export async function changeSystemSettings(client: Client, settings: Partial<SystemSettings>): Promise<void> {
  await client.send("POST", "/api/system/settings/update", { body: settings });
}

/** Reads in what temperatures are shown. */
export function fetchDegrees(client: Client): Promise<Degrees> {
  return client.get("/api/system/settings", (answer) => {
    const settings = json(answer);
    return settings && (settings.temperatureUnit === "fahrenheit" ? "fahrenheit" : "celsius");
  });
}

/** Chooses for everybody in what temperatures are shown. */
export async function changeDegrees(client: Client, degrees: Degrees): Promise<void> {
  await client.send("POST", "/api/system/settings/update", { body: { temperatureUnit: degrees } });
}
