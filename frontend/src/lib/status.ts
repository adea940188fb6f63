/**
 * The states that a thing on the screen can be in. Each has a mark of its own
 * shape; "seen" is a state that somebody has acknowledged.
 */
export type Status =
  | "critical"
  | "warning"
  | "unknown"
  | "planned"
  | "critical-seen"
  | "warning-seen"
  | "paused"
  | "stopped"
  | "running";

/** A colour with a meaning. */
export type Tone = "critical" | "warning" | "ok" | "unknown" | "planned";

const worstFirst: readonly Status[] = [
  "critical",
  "warning",
  "unknown",
  "critical-seen",
  "warning-seen",
  "planned",
  "running",
  "paused",
  "stopped",
];

/** Position of a status in a list that begins with the worst. */
export function rankOf(status: Status): number {
  return worstFirst.indexOf(status);
}

/** The worst of several states, or undefined when there is none. */
export function worstOf(states: Iterable<Status>): Status | undefined {
  let worst: Status | undefined;
  for (const status of states) {
    if (worst === undefined || rankOf(status) < rankOf(worst)) worst = status;
  }
  return worst;
}

/** Whether somebody has to look at it: nobody has seen it, and nobody planned it. */
export function needsSomebody(status: Status): boolean {
  return status === "critical" || status === "warning" || status === "unknown";
}

const words: Record<Status, string> = {
  critical: "Critical",
  warning: "Warning",
  unknown: "Unknown",
  planned: "Planned",
  "critical-seen": "Critical, acknowledged",
  "warning-seen": "Warning, acknowledged",
  paused: "Paused",
  stopped: "Stopped",
  running: "Running",
};

/** The word for a status, as it is read out and shown on hover. */
export function wordOf(status: Status): string {
  return words[status];
}

/** How far a percentage is over its trigger: critical begins 10 points above it. */
export function toneOf(value: number | undefined, trigger: number | undefined): "critical" | "warning" | undefined {
  if (value === undefined || trigger === undefined || value < trigger) return undefined;
  return value >= trigger + 10 ? "critical" : "warning";
}
