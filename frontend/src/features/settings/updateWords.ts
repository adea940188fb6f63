import type { UpdateCheck, UpdateEntry, UpdateStatus } from "../../api/updates";
import type { Status } from "../../lib/status";

/** Whether something is being done that one waits for. */
export function isUnderWay(status: UpdateStatus): boolean {
  return !["idle", "checking", "available", "completed", "error"].includes(status.status);
}

/** The state of things in a sentence. */
export function leadOf(check: UpdateCheck): string {
  if (check.available) return `Version ${check.latestVersion.replace(/^v/, "")} is available.`;
  if (!check.configured) return "Pulse does not look for updates.";
  return "This is the newest version.";
}

const outcomes: Readonly<Record<string, { readonly status: Status; readonly words: string }>> = {
  success: { status: "running", words: "Updated" },
  failed: { status: "critical", words: "Failed, nothing changed" },
  rolled_back: { status: "warning", words: "Went back" },
  cancelled: { status: "warning", words: "Interrupted, nothing changed" },
  in_progress: { status: "unknown", words: "Under way" },
};

/** What became of an update. */
export function outcomeOf(entry: UpdateEntry): { readonly status: Status; readonly words: string } {
  return outcomes[entry.status] ?? { status: "unknown", words: entry.status };
}
