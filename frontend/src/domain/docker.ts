import { type Parse, type Shape, filled, flag, listOf, moment, number, object, text } from "../lib/decode";
import { type Status, needsSomebody, worstOf } from "../lib/status";
import { withAlerts } from "./alerts";
import { freshness } from "./freshness";
import type { Alert, Freshness } from "./types";

/** A port of a container; published when it has a public one. */
export interface DockerPort {
  privatePort: number;
  publicPort?: number;
  protocol?: string;
  ip?: string;
}

/** A container of a Docker host. */
export interface DockerContainer {
  id: string;
  name: string;
  image: string;
  /** running, exited, paused, restarting, created or dead. */
  state: string;
  /** Docker's own text about its state. */
  status: string;
  /** healthy, unhealthy or starting; absent without a probe. */
  health?: string;
  /** Percent of one core. */
  cpuPercent?: number;
  memoryUsageBytes?: number;
  /** Absent or 0 when there is no limit. */
  memoryLimitBytes?: number;
  /** Percent of the limit. */
  memoryPercent?: number;
  restartCount?: number;
  exitCode?: number;
  /** Exit codes of its last ends, newest first. */
  recentExitCodes?: number[];
  startedAt?: number;
  finishedAt?: number;
  ports?: DockerPort[];
}

/** A Docker host as its agent reports it. */
export interface DockerHost extends Freshness {
  id: string;
  hostname: string;
  displayName: string;
  os?: string;
  dockerVersion?: string;
  cpus?: number;
  totalMemoryBytes?: number;
  status: string;
  lastSeen?: number;
  intervalSeconds?: number;
  agentVersion?: string;
  containers: DockerContainer[];
  tokenName?: string;
  tokenHint?: string;
  hidden?: boolean;
  pendingUninstall?: boolean;
  /** What is wrong with its containers, one sentence each. */
  issues?: string[];
}

const port: Parse<DockerPort> = object<DockerPort>({
  blank: () => ({ privatePort: 0 }),
  fields: { privatePort: number, publicPort: number, protocol: filled, ip: filled },
});

const container: Parse<DockerContainer> = object<DockerContainer>({
  blank: () => ({ id: "", name: "", image: "", state: "", status: "" }),
  fields: {
    id: text,
    name: text,
    image: text,
    state: text,
    status: text,
    health: filled,
    cpuPercent: number,
    memoryUsageBytes: number,
    memoryLimitBytes: number,
    memoryPercent: number,
    restartCount: number,
    exitCode: number,
    recentExitCodes: listOf(number),
    startedAt: moment,
    finishedAt: moment,
    ports: listOf(port),
  },
});

/** A row of `dockerHosts`. */
export const dockerHostShape: Shape<DockerHost> = {
  blank: () => ({ id: "", hostname: "", displayName: "", status: "", containers: [] }),
  fields: {
    ...freshness,
    id: text,
    hostname: text,
    displayName: text,
    os: filled,
    dockerVersion: filled,
    cpus: number,
    totalMemoryBytes: number,
    status: text,
    lastSeen: moment,
    intervalSeconds: number,
    agentVersion: filled,
    containers: listOf(container),
    tokenName: filled,
    tokenHint: filled,
    hidden: flag,
    pendingUninstall: flag,
    issues: listOf(text),
  },
};

/** A container with its host and its state. */
export interface RatedContainer {
  readonly host: DockerHost;
  readonly container: DockerContainer;
  readonly status: Status;
}

/** A host with its state and its containers. */
export interface RatedHost {
  readonly host: DockerHost;
  readonly status: Status;
  readonly containers: readonly RatedContainer[];
}

type AlertsOf = ReadonlyMap<string, readonly Alert[]>;

/** The hosts that are shown, with the states of their containers. */
export function ratedHosts(hosts: Iterable<DockerHost>, alertsOf: AlertsOf, now: number): RatedHost[] {
  return [...hosts].filter((host) => host.hidden !== true).map((host) => ratedHost(host, alertsOf, now));
}

function ratedHost(host: DockerHost, alertsOf: AlertsOf, now: number): RatedHost {
  const containers = host.containers.map((container) => {
    const own = isSilent(host) ? "unknown" : ownStatusOf(container);
    return { host, container, status: withAlerts(own, alertsOf.get(alertKeyOf(host, container)), now) };
  });
  return { host, containers, status: withAlerts(isSilent(host) ? "unknown" : "running", alertsOf.get(alertKeyOf(host)), now) };
}

/** The worst of a host and all that runs on it. */
export function worstOfHost({ status, containers }: RatedHost): Status {
  return worstOf([status, ...containers.map((one) => one.status).filter(needsSomebody)]) ?? status;
}

/** Under which id alerts speak of a host or of one of its containers. */
export function alertKeyOf(host: DockerHost, container?: DockerContainer): string {
  return container === undefined ? `docker:${host.id}` : `docker:${host.id}/${container.id}`;
}

/** The name that people gave a host. */
export function hostLabel(host: DockerHost): string {
  return host.displayName === "" ? host.hostname : host.displayName;
}

/** Whether nothing has been heard from its agent for too long. */
export function isSilent(host: DockerHost): boolean {
  return host.stale === true || host.status === "offline";
}

/** How a container is by itself: one that ended with an error or fails its probe needs a look. */
function ownStatusOf({ state, health, exitCode }: DockerContainer): Status {
  switch (state) {
    case "running":
      return health === "unhealthy" ? "warning" : "running";
    case "restarting":
    case "dead":
      return "warning";
    case "paused":
      return "paused";
    case "created":
      return "stopped";
    case "exited":
      return endedWell(exitCode) ? "stopped" : "warning";
    default:
      return "unknown";
  }
}

/** Ended by itself without an error, or because somebody stopped it. */
function endedWell(exitCode: number | undefined): boolean {
  return exitCode === undefined || exitCode === 0 || exitCode === 143 || exitCode === 130;
}
