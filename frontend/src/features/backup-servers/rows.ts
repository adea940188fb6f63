import { type Datastore, type JobKind, type PbsServer, type RatedJob, pbsAnswers, ratedJobs, statusOfDatastore } from "../../domain/pbs";
import { byNumber, byNumberDown, byText, inOrder, sorted } from "../../lib/compare";
import { bytes, percent } from "../../lib/format";
import { type Status, needsSomebody, rankOf } from "../../lib/status";
import { agoWords, dayAndTime, duration, since } from "../../lib/time";
import { capital, counted, inWords, listed } from "../../lib/words";

/** A datastore with its server and its state. */
export interface RatedStore {
  readonly server: PbsServer;
  readonly store: Datastore;
  readonly status: Status;
}

/** The datastores of a server, worst first, then the fullest. */
export function ratedStores(server: PbsServer, trigger: number | undefined): RatedStore[] {
  const rated = server.datastores.map((store) => ({ server, store, status: statusOfDatastore(server, store, trigger) }));
  return sorted(rated, inOrder<RatedStore>(byNumber(({ status }) => rankOf(status)), byNumberDown(({ store }) => store.usage), byText(({ store }) => store.name)));
}

/** All jobs, worst first, then those that ran last. */
export function jobsOf(servers: readonly PbsServer[]): RatedJob[] {
  return sorted(servers.flatMap(ratedJobs), inOrder<RatedJob>(byNumber(({ status }) => rankOf(status)), byNumberDown(({ job }) => job.lastRun), byText(({ job }) => job.store)));
}

/** The sentence of the page: who is silent, what failed, or that all is well. */
export function serversSentence(servers: readonly PbsServer[], trigger: number | undefined, now: number): string {
  const away = servers.filter((server) => !pbsAnswers(server));
  const [first] = away;
  if (first !== undefined) {
    const from = away.length === 1 && first.staleSince !== undefined ? ` since ${since(first.staleSince, now)}` : "";
    return `${listed(away.slice(0, 3).map(({ name }) => name))} ${away.length === 1 ? "has" : "have"} not answered${from}.`;
  }
  const answer = servers.length === 1 ? "The server answers" : servers.length === 2 ? "Both servers answer" : "All servers answer";
  const stores = servers.flatMap((server) => ratedStores(server, trigger)).filter(({ status }) => needsSomebody(status));
  const [worst] = stores;
  if (worst !== undefined) return `${answer}. ${storeTrouble(worst)}`;
  const failed = jobsOf(servers).filter(({ status }) => needsSomebody(status));
  if (failed.length === 0) return `${answer}.`;
  return `${answer}. ${failed.length === 1 ? `One ${jobNouns[failed[0]?.kind ?? "backup"]} failed` : `${capital(inWords(failed.length))} jobs failed`}.`;
}

function storeTrouble({ server, store, status }: RatedStore): string {
  const name = `${server.name} / ${store.name}`;
  if (store.error !== undefined) return `${name} cannot be used.`;
  return status === "unknown" ? `${name} could not be read.` : `${name} is at ${percent(store.usage)}.`;
}

const jobNouns: Record<JobKind, string> = { backup: "backup", sync: "sync", verify: "verification", prune: "prune", garbage: "garbage collection" };

/** The word for a kind of job. */
export const jobWords: Record<JobKind, string> = { backup: "Backup", sync: "Sync", verify: "Verify", prune: "Prune", garbage: "Garbage" };

/** What stands behind the name of a server. */
export function serverWords(server: PbsServer, now: number): string {
  if (!pbsAnswers(server)) return `does not answer${server.staleSince === undefined ? "" : ` since ${since(server.staleSince, now)}`}`;
  const parts: string[] = [];
  if (server.version !== "" && server.version !== "unknown" && server.version !== "connected") parts.push(server.version);
  const load: string[] = [];
  if (server.memoryTotal !== undefined) {
    if (server.cpu !== undefined) load.push(`${percent(server.cpu)} CPU`);
    load.push(`${percent(server.memory)} of ${bytes(server.memoryTotal)}`);
  }
  if (load.length > 0) parts.push(load.join(", "));
  if (server.uptime !== undefined) parts.push(`up ${duration(server.uptime * 1000)}`);
  return parts.length === 0 ? counted(server.datastores.length, "datastore") : parts.join(" · ");
}

/** "root, atlas, atlas/prod". */
export function namespaceWords({ namespaces }: Datastore): string {
  return (namespaces ?? []).map(({ path }) => (path === "" ? "root" : path)).join(", ");
}

/** Where a job works: "vault / main", for a sync with where it comes from. */
export function jobPlace({ server, job }: RatedJob): string {
  const here = job.store === "" ? server.name : `${server.name} / ${job.store}`;
  return job.remote === undefined ? here : `${job.remote} → ${here}`;
}

/** When a job ran, and how it ended. */
export function lastWords({ job, status }: RatedJob, now: number): string {
  if (status === "planned") return job.lastRun === undefined ? "running" : `running since ${since(job.lastRun, now)}`;
  if (job.lastRun === undefined) return status === "unknown" ? "unknown" : "has not run yet";
  return `${agoWords(job.lastRun, now)}${job.error === undefined ? (job.status === "" ? "" : ", ok") : ", failed"}`;
}

/** When it runs next. */
export function nextWords({ job }: RatedJob): string {
  return job.nextRun === undefined ? "" : dayAndTime(job.nextRun);
}

/** What else there is to say: the error, or what was freed. */
export function jobNote({ job }: RatedJob): string {
  if (job.error !== undefined) return job.error;
  return job.removedBytes === undefined ? "" : `freed ${bytes(job.removedBytes)}`;
}
