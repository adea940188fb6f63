import type { Status } from "../lib/status";

/** Something that changed out there. */
export interface Change {
  readonly at: number;
  readonly resourceId: string;
  /** config, moved, started, stopped, snapshot, backup, version, storage or task. */
  readonly kind: string;
  readonly text: string;
  /** Who did it, where a task tells. */
  readonly by?: string;
  /** How the task ended; absent while it runs and where there is none. */
  readonly status?: string;
  /** When the task ended. */
  readonly end?: number;
}

/** Whether the task of a change failed. */
export function failed({ status }: Change): boolean {
  return status !== undefined && status !== "OK" && !status.startsWith("WARNINGS");
}

/** The mark of a change: what is wrong, what somebody stopped, or that it is only news. */
export function statusOfChange(change: Change): Status {
  if (failed(change)) return "warning-seen";
  return change.kind === "stopped" ? "stopped" : change.kind === "started" ? "running" : "planned";
}

const words: Readonly<Record<string, string>> = {
  config: "Configured",
  moved: "Moved",
  started: "Started",
  stopped: "Stopped",
  snapshot: "Snapshot",
  backup: "Backup",
  version: "Version",
  storage: "Storage",
  task: "Task",
};

/** The word for the kind of a change. */
export function kindWord({ kind }: Change): string {
  return words[kind] ?? kind;
}

/** Changes that somebody wants to hear of first: each night's backups are told elsewhere unless one failed. */
export function isNews(change: Change): boolean {
  return failed(change) || (change.kind !== "backup" && change.kind !== "task");
}
