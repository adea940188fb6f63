import { type Parse, type Shape, filled, json, listOf, moment, number, object, positive, text } from "../lib/decode";
import type { Status } from "../lib/status";
import { withAlerts } from "./alerts";
import { type Forecast, forecast } from "./forecast";
import { freshness } from "./freshness";
import type { Alert, Freshness } from "./types";

/** A datastore of a backup server. */
export interface Datastore extends Freshness {
  name: string;
  total?: number;
  used?: number;
  free?: number;
  /** Percent. */
  usage?: number;
  status: string;
  error?: string;
  namespaces?: Namespace[];
  /** 12.4 means 12.4 : 1. */
  deduplicationFactor?: number;
  /** When it will be full; absent until that was worked out. */
  forecast?: Forecast;
}

/** A namespace of a datastore; the root has an empty path. */
export interface Namespace {
  path: string;
}

/** The kinds of jobs of a backup server. */
export type JobKind = "backup" | "sync" | "verify" | "prune" | "garbage";

/** A job of a backup server. */
export interface PbsJob {
  id: string;
  store: string;
  /** OK, running, an error text, or empty when it never ran. */
  status: string;
  nextRun?: number;
  lastRun?: number;
  error?: string;
  /** Where a sync job copies from. */
  remote?: string;
  /** Bytes that a garbage collection freed. */
  removedBytes?: number;
}

/** A backup server. */
export interface PbsServer extends Freshness {
  id: string;
  name: string;
  host: string;
  status: string;
  version: string;
  /** Percent. */
  cpu?: number;
  memory?: number;
  memoryTotal?: number;
  /** Seconds. */
  uptime?: number;
  datastores: Datastore[];
  backupJobs: PbsJob[];
  syncJobs: PbsJob[];
  verifyJobs: PbsJob[];
  pruneJobs: PbsJob[];
  garbageJobs: PbsJob[];
  connectionHealth: string;
}

const datastore: Parse<Datastore> = object<Datastore>({
  blank: () => ({ name: "", status: "" }),
  fields: {
    ...freshness,
    name: text,
    total: positive,
    used: number,
    free: number,
    usage: number,
    status: text,
    error: filled,
    namespaces: listOf(object({ blank: () => ({ path: "" }), fields: { path: text } })),
    deduplicationFactor: positive,
    forecast,
  },
});

/** The jobs of one kind; each kind names the time of its last run differently. */
function jobs(lastKey: string): Parse<PbsJob[]> {
  const job = object<PbsJob>({
    blank: () => ({ id: "", store: "", status: "" }),
    fields: { id: text, store: text, status: text, nextRun: moment, lastRun: moment, error: filled, remote: filled, removedBytes: positive },
  });
  return listOf((value) => {
    const fields = json(value);
    return fields === undefined ? undefined : job({ ...fields, lastRun: fields[lastKey] });
  });
}

/** A row of `pbs`. */
export const pbsShape: Shape<PbsServer> = {
  blank: () => ({
    id: "", name: "", host: "", status: "", version: "", datastores: [], backupJobs: [], syncJobs: [], verifyJobs: [], pruneJobs: [], garbageJobs: [], connectionHealth: "",
  }),
  fields: {
    ...freshness,
    id: text,
    name: text,
    host: text,
    status: text,
    version: text,
    cpu: number,
    memory: number,
    memoryTotal: positive,
    uptime: positive,
    datastores: listOf(datastore),
    backupJobs: jobs("lastBackup"),
    syncJobs: jobs("lastSync"),
    verifyJobs: jobs("lastVerify"),
    pruneJobs: jobs("lastPrune"),
    garbageJobs: jobs("lastGarbage"),
    connectionHealth: text,
  },
};

/** Whether a server answers. */
export function pbsAnswers({ stale, status }: PbsServer): boolean {
  return stale !== true && (status === "online" || status === "healthy");
}

/** How a server is, with what alerts say about it. */
export function statusOfPbs(server: PbsServer, alerts: readonly Alert[] | undefined, now: number): Status {
  return withAlerts(pbsAnswers(server) ? "running" : "unknown", alerts, now);
}

/** How a datastore is. */
export function statusOfDatastore(server: PbsServer, store: Datastore, trigger: number | undefined): Status {
  if (!pbsAnswers(server) || store.stale === true) return "unknown";
  if (store.error !== undefined || (store.status !== "" && store.status !== "available")) return "critical";
  if (store.usage === undefined || trigger === undefined || store.usage < trigger) return "running";
  return store.usage >= trigger + 10 ? "critical" : "warning";
}

/** A job with its kind, its server and its state. */
export interface RatedJob {
  readonly kind: JobKind;
  readonly server: PbsServer;
  readonly job: PbsJob;
  readonly status: Status;
}

/** All jobs of a server with their states. */
export function ratedJobs(server: PbsServer): RatedJob[] {
  const lists: readonly [JobKind, readonly PbsJob[]][] = [
    ["backup", server.backupJobs],
    ["sync", server.syncJobs],
    ["verify", server.verifyJobs],
    ["prune", server.pruneJobs],
    ["garbage", server.garbageJobs],
  ];
  return lists.flatMap(([kind, list]) => list.map((job) => ({ kind, server, job, status: statusOfJob(server, job) })));
}

function statusOfJob(server: PbsServer, job: PbsJob): Status {
  if (!pbsAnswers(server)) return "unknown";
  if (job.error !== undefined) return "warning";
  if (job.status === "running") return "planned";
  return job.lastRun === undefined && job.status === "" ? "stopped" : "running";
}
