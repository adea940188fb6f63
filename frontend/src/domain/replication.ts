import { type Shape, filled, flag, moment, number, positive, text } from "../lib/decode";
import type { Status } from "../lib/status";
import { agoWords, duration } from "../lib/time";
import { freshness } from "./freshness";
import type { Freshness, Guest, Node } from "./types";

/** A job that copies the volumes of a guest to another node. */
export interface Replication extends Freshness {
  id: string;
  instance: string;
  vmid: number;
  /** The node that it copies from. */
  node: string;
  target: string;
  schedule: string;
  comment?: string;
  enabled: boolean;
  running?: boolean;
  /** The last success; absent when there was none yet. */
  lastSync?: number;
  nextSync?: number;
  durationSeconds?: number;
  /** Tries that failed in a row. */
  failCount?: number;
  error?: string;
}

/** A row of `replicationJobs`. */
export const replicationShape: Shape<Replication> = {
  blank: () => ({ id: "", instance: "", vmid: 0, node: "", target: "", schedule: "", enabled: true }),
  fields: {
    ...freshness,
    id: text,
    instance: text,
    vmid: number,
    node: text,
    target: text,
    schedule: text,
    comment: filled,
    enabled: flag,
    running: flag,
    lastSync: moment,
    nextSync: moment,
    durationSeconds: positive,
    failCount: positive,
    error: filled,
  },
};

/** The jobs that copy a guest away. */
export function replicationsOf(jobs: Iterable<Replication>, guest: Guest): Replication[] {
  return [...jobs].filter((job) => job.instance === guest.instance && job.vmid === guest.vmid);
}

/** The jobs that copy from a node, those that fail first. */
export function replicationsFrom(jobs: Iterable<Replication>, node: Node): Replication[] {
  const here = [...jobs].filter((job) => job.instance === node.instance && job.node === node.name);
  return here.sort((a, b) => Number(fails(b)) - Number(fails(a)) || a.vmid - b.vmid);
}

/** How a job fares. */
export function statusOfReplication(job: Replication): Status {
  if (job.stale === true) return "unknown";
  if (!job.enabled) return "stopped";
  return fails(job) ? "warning" : "running";
}

/** How a job fares, in a few words: "3 min ago", "failed 3 times", "switched off". */
export function replicationWords(job: Replication, now: number): string {
  if (!job.enabled) return "switched off";
  if (fails(job)) return (job.failCount ?? 1) > 1 ? `failed ${job.failCount} times` : "failed";
  if (job.running === true) return "copying";
  return job.lastSync === undefined ? "not yet" : agoWords(job.lastSync, now);
}

/** Everything about a job in sentences, for hovering. */
export function replicationStory(job: Replication, now: number): string {
  const parts = [`To ${job.target}, ${job.schedule}.`];
  if (job.lastSync !== undefined) parts.push(`Last copied ${agoWords(job.lastSync, now)}${job.durationSeconds === undefined ? "" : ` in ${duration(job.durationSeconds * 1000)}`}.`);
  if (job.nextSync !== undefined && job.nextSync > now && job.enabled) parts.push(`Next in ${duration(job.nextSync - now)}.`);
  if (job.error !== undefined) parts.push(job.error);
  if (job.staleReason !== undefined) parts.push(job.staleReason);
  return parts.join(" ");
}

function fails(job: Replication): boolean {
  return job.enabled && (job.failCount !== undefined || job.error !== undefined);
}
