import { type Json, type Parse, type Shape, filled, flag, json, listOf, number, object, oneOf, text } from "../lib/decode";
import type { Client } from "./client";
import { ApiError } from "./errors";

/** A kind of server that can be watched. */
export type TargetType = "pve" | "pbs" | "pmg";

/** What of a server is read; what its kind does not have is absent. */
export interface Monitored {
  monitorVMs?: boolean;
  monitorContainers?: boolean;
  monitorStorage?: boolean;
  monitorBackups?: boolean;
  monitorPhysicalDisks?: boolean;
  monitorDatastores?: boolean;
  monitorSyncJobs?: boolean;
  monitorVerifyJobs?: boolean;
  monitorPruneJobs?: boolean;
  monitorGarbageJobs?: boolean;
  monitorMailStats?: boolean;
  monitorQueues?: boolean;
  monitorQuarantine?: boolean;
  monitorDomainStats?: boolean;
}

/** A configured connection, without its secrets. What its kind does not have is absent. */
export interface Target extends Monitored {
  id: string;
  type: TargetType;
  name: string;
  host: string;
  user?: string;
  tokenName?: string;
  hasPassword: boolean;
  hasToken: boolean;
  fingerprint?: string;
  verifySSL: boolean;
  /** How often its disks are read; the usual when absent. */
  physicalDiskPollingMinutes?: number;
  status?: string;
  /** Why it is disconnected: tls when the certificate is not believed. */
  problem?: string;
  isCluster: boolean;
  clusterName?: string;
}

/** What a person enters about a connection; what is absent stays as it is. */
export interface TargetInput extends Readonly<Monitored> {
  readonly type?: TargetType;
  readonly name?: string;
  readonly host?: string;
  readonly user?: string;
  readonly password?: string;
  readonly tokenName?: string;
  readonly tokenValue?: string;
  readonly fingerprint?: string;
  readonly verifySSL?: boolean;
  /** 0 for the usual. */
  readonly physicalDiskPollingMinutes?: number;
}

/** What a server said when it was tried. */
export interface Probe {
  ok: boolean;
  message: string;
  /** SHA-256 of the certificate that it showed. */
  fingerprint?: string;
  /** The certificate verifies with the authorities that the backend trusts. */
  trusted?: boolean;
  version?: string;
  clusterName?: string;
  nodeCount?: number;
  /** Of a backup server. */
  datastoreCount?: number;
  /** Privileges that the credentials lack. */
  missing?: string[];
  /** Milliseconds until it answered. */
  latency?: number;
}

/** What answers at an address, before any credentials are sent to it. */
export interface Look {
  reachable: boolean;
  message?: string;
  encrypted: boolean;
  fingerprint?: string;
  trusted: boolean;
  product?: TargetType;
  watchedAs?: string;
  watchedId?: string;
}

const target: Shape<Target> = {
  blank: () => ({
    id: "",
    type: "pve",
    name: "",
    host: "",
    hasPassword: false,
    hasToken: false,
    verifySSL: false,
    isCluster: false,
  }),
  fields: {
    id: text,
    type: oneOf("pve", "pbs", "pmg"),
    name: text,
    host: text,
    user: text,
    tokenName: text,
    hasPassword: flag,
    hasToken: flag,
    fingerprint: text,
    verifySSL: flag,
    monitorVMs: flag,
    monitorContainers: flag,
    monitorStorage: flag,
    monitorBackups: flag,
    monitorPhysicalDisks: flag,
    monitorDatastores: flag,
    monitorSyncJobs: flag,
    monitorVerifyJobs: flag,
    monitorPruneJobs: flag,
    monitorGarbageJobs: flag,
    monitorMailStats: flag,
    monitorQueues: flag,
    monitorQuarantine: flag,
    monitorDomainStats: flag,
    physicalDiskPollingMinutes: number,
    status: text,
    problem: filled,
    isCluster: flag,
    clusterName: text,
  },
};

const probe: Parse<Probe> = object<Probe>({
  blank: () => ({ ok: false, message: "" }),
  fields: {
    ok: flag,
    message: text,
    fingerprint: filled,
    trusted: flag,
    version: filled,
    clusterName: filled,
    nodeCount: number,
    datastoreCount: number,
    missing: listOf(text),
    latency: number,
  },
});

const look: Parse<Look> = object<Look>({
  blank: () => ({ reachable: false, encrypted: true, trusted: false }),
  fields: {
    reachable: flag,
    message: filled,
    encrypted: flag,
    fingerprint: filled,
    trusted: flag,
    product: oneOf("pve", "pbs", "pmg"),
    watchedAs: filled,
    watchedId: filled,
  },
});

/** Looks what answers at an address. */
export async function lookAt(client: Client, type: TargetType, host: string): Promise<Look> {
  const answer = look(await client.send("POST", "/api/config/nodes/look", { body: { type, host } }));
  if (answer === undefined) throw new Error("The server sent something else than what it saw at the address.");
  return answer;
}

/** Reads the configured connections. */
export function fetchTargets(client: Client): Promise<Target[]> {
  return client.get("/api/config/nodes", listOf(object(target)));
}

/** Adds a connection and gives its id when the server tells it. */
export async function addTarget(client: Client, input: TargetInput): Promise<string | undefined> {
  return text(json(await client.send("POST", "/api/config/nodes", { body: input }))?.id);
}

/** Changes a connection. */
export async function changeTarget(client: Client, id: string, input: TargetInput): Promise<void> {
  await client.send("PUT", `/api/config/nodes/${encodeURIComponent(id)}`, { body: input });
}

/** Removes a connection; what was recorded stays until it expires. */
export async function removeTarget(client: Client, id: string): Promise<void> {
  await client.send("DELETE", `/api/config/nodes/${encodeURIComponent(id)}`);
}

/** Tries a connection that is not saved yet. A refusal is an answer too. */
export function probeInput(client: Client, input: TargetInput): Promise<Probe> {
  return probed(client.send("POST", "/api/config/nodes/test-connection", { body: input }));
}

/** Tries a saved connection. */
export function probeTarget(client: Client, id: string): Promise<Probe> {
  return probed(client.send("POST", `/api/config/nodes/${encodeURIComponent(id)}/test`));
}

async function probed(answer: Promise<unknown>): Promise<Probe> {
  try {
    return { ...(probe(await answer) ?? { message: "" }), ok: true };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 400) throw error;
    const certificate = json(error.body.details) ?? {};
    return { ok: false, message: error.message, ...shown(certificate) };
  }
}

/** The certificate that came with a refusal: details are text throughout. */
function shown(details: Json): Pick<Probe, "fingerprint" | "trusted"> {
  const fingerprint = filled(details.fingerprint);
  return fingerprint === undefined ? {} : { fingerprint, trusted: details.trusted === "true" };
}
