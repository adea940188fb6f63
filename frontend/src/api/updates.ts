import { type Parse, filled, flag, json, listOf, moment, number, object, positive, text } from "../lib/decode";
import type { Client } from "./client";

/** Whether there is a newer release. */
export interface UpdateCheck {
  available: boolean;
  currentVersion: string;
  latestVersion: string;
  releaseNotes: string;
  /** Milliseconds. */
  releaseDate?: number;
  downloadUrl: string;
  isPrerelease: boolean;
  warning?: string;
  /** There is an address to look for releases at. */
  configured: boolean;
  /** Milliseconds; absent before the first answer. */
  checkedAt?: number;
}

/** How a release comes onto the machine of the server. */
export interface UpdatePlan {
  canAutoUpdate: boolean;
  reason?: string;
  command?: string;
  steps: string[];
  prerequisites: string[];
  estimatedTime?: string;
}

/** What an update is doing. */
export interface UpdateStatus {
  status: string;
  progress: number;
  message: string;
}

/** One update that was tried. */
export interface UpdateEntry {
  event_id: string;
  /** Milliseconds. */
  timestamp: number;
  version_from: string;
  version_to: string;
  initiated_by: string;
  status: string;
  duration_ms: number;
  error?: { message: string };
}

/** The settings of updates. */
export interface UpdateSettings {
  readonly updateServer: string;
  readonly updatePublicKey: string;
  readonly updateChannel: "" | "stable" | "rc";
  readonly autoUpdateEnabled: boolean;
  readonly autoUpdateTime: string;
}

const check: Parse<UpdateCheck> = object<UpdateCheck>({
  blank: () => ({ available: false, currentVersion: "", latestVersion: "", releaseNotes: "", downloadUrl: "", isPrerelease: false, configured: false }),
  fields: {
    available: flag,
    currentVersion: text,
    latestVersion: text,
    releaseNotes: text,
    releaseDate: moment,
    downloadUrl: text,
    isPrerelease: flag,
    warning: filled,
    configured: flag,
    checkedAt: positive,
  },
});

const plan: Parse<UpdatePlan> = object<UpdatePlan>({
  blank: () => ({ canAutoUpdate: false, steps: [], prerequisites: [] }),
  fields: { canAutoUpdate: flag, reason: filled, command: filled, steps: listOf(text), prerequisites: listOf(text), estimatedTime: filled },
});

/** Reads a status, from an answer or from the live feed. */
export const updateStatus: Parse<UpdateStatus> = object<UpdateStatus>({
  blank: () => ({ status: "idle", progress: 0, message: "" }),
  fields: { status: text, progress: number, message: text },
});

const entry: Parse<UpdateEntry> = object<UpdateEntry>({
  blank: () => ({ event_id: "", timestamp: 0, version_from: "", version_to: "", initiated_by: "", status: "", duration_ms: 0 }),
  fields: {
    event_id: text,
    timestamp: moment,
    version_from: text,
    version_to: text,
    initiated_by: text,
    status: text,
    duration_ms: number,
    error: object<{ message: string }>({ blank: () => ({ message: "" }), fields: { message: text } }),
  },
});

/** Tells whether there is a newer release; with force it is looked up now. */
export function fetchUpdate(client: Client, force = false): Promise<UpdateCheck> {
  return client.get(`/api/updates/check${force ? "?force=true" : ""}`, check);
}

/** Tells how a version comes onto the machine of the server. */
export function fetchPlan(client: Client, version: string): Promise<UpdatePlan> {
  return client.get(`/api/updates/plan?version=${encodeURIComponent(version)}`, plan);
}

/** Begins an update. */
export async function applyUpdate(client: Client, downloadUrl: string): Promise<void> {
  await client.send("POST", "/api/updates/apply", { body: { downloadUrl } });
}

/** Tells what an update is doing. */
export function fetchUpdateStatus(client: Client): Promise<UpdateStatus> {
  return client.get("/api/updates/status", updateStatus);
}

/** Updates that were tried, newest first. */
export function fetchUpdateHistory(client: Client): Promise<UpdateEntry[]> {
  return client.get("/api/updates/history?limit=20", listOf(entry));
}

/** Reads the settings of updates, and whether the environment fixes the server. */
export function fetchUpdateSettings(client: Client): Promise<UpdateSettings & { readonly serverFixed: boolean }> {
  return client.get("/api/system/settings", (answer) => {
    const settings = json(answer);
    const channel = settings?.updateChannel;
    return (
      settings && {
        updateServer: text(settings.updateServer) ?? "",
        updatePublicKey: text(settings.updatePublicKey) ?? "",
        updateChannel: channel === "stable" || channel === "rc" ? channel : "",
        autoUpdateEnabled: flag(settings.autoUpdateEnabled) ?? false,
        autoUpdateTime: text(settings.autoUpdateTime) ?? "03:00",
        serverFixed: flag(json(settings.envOverrides)?.updateServer) ?? false,
      }
    );
  });
}

/** Changes the given settings and leaves the others. */
export async function changeUpdateSettings(client: Client, settings: Partial<UpdateSettings>): Promise<void> {
  await client.send("POST", "/api/system/settings/update", { body: settings });
}
