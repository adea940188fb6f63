import { type FilterFields, matches, parseFilter } from "../../domain/filter";
import { type DockerContainer, type DockerHost, type RatedContainer, type RatedHost, hostLabel, isSilent, worstOfHost } from "../../domain/docker";
import { byNumber, byNumberDown, byText, inOrder, sorted } from "../../lib/compare";
import { needsSomebody, rankOf } from "../../lib/status";
import { since } from "../../lib/time";
import { capital, counted, inWords, listed } from "../../lib/words";

/** The fields by which containers can be filtered. */
export const containerFields: FilterFields<RatedContainer> = {
  numbers: {
    cpu: ({ container }) => container.cpuPercent,
    mem: ({ container }) => memoryOf(container),
    memory: ({ container }) => memoryOf(container),
    restarts: ({ container }) => container.restartCount,
  },
  texts: {
    host: ({ host }) => [hostLabel(host).toLowerCase()],
    image: ({ container }) => [container.image.toLowerCase()],
    name: ({ container }) => [container.name.toLowerCase()],
    state: ({ container }) => [container.state.toLowerCase()],
    health: ({ container }) => (container.health === undefined ? [] : [container.health]),
    is: ({ host, container, status }) => [status, container.state, ...(needsSomebody(status) ? ["problem"] : []), ...(isSilent(host) ? ["stale"] : [])],
  },
  whole: new Set(["state", "health", "is"]),
  words: ({ host, container }) => [container.name.toLowerCase(), container.image.toLowerCase(), hostLabel(host).toLowerCase()],
};

const worstContainerFirst = inOrder<RatedContainer>(
  byNumber(({ status }) => rankOf(status)),
  byNumberDown(({ container }) => container.cpuPercent),
  byText(({ container }) => container.name),
);

const worstHostFirst = inOrder<RatedHost>(
  byNumber((host) => rankOf(worstOfHost(host))),
  byText(({ host }) => hostLabel(host)),
);

/** The hosts, worst first, with those of their containers that the filter leaves; hosts without any are left out while it filters. */
export function filteredHosts(hosts: readonly RatedHost[], query: string): { readonly hosts: readonly RatedHost[]; readonly problem: string | undefined } {
  const filter = parseFilter(query, containerFields);
  const left = hosts.map((one) => ({ ...one, containers: sorted(one.containers.filter((container) => matches(container, filter, containerFields)), worstContainerFirst) }));
  return {
    hosts: sorted(left.filter(({ containers }) => containers.length > 0 || filter.conditions.length === 0), worstHostFirst),
    problem: filter.problems[0],
  };
}

/** The sentence of the page: who is silent, what needs a look, or that all is well. */
export function dockerSentence(hosts: readonly RatedHost[], now: number): string {
  const silent = hosts.filter(({ host }) => isSilent(host));
  const troubled = hosts.flatMap(({ host, containers }) => (isSilent(host) ? [] : containers.filter(({ status }) => needsSomebody(status))));
  const parts: string[] = [];
  const [first] = silent;
  if (first !== undefined) parts.push(silent.length === 1 ? `${hostLabel(first.host)} has been silent${sinceWords(first.host, now)}` : `${listed(silent.slice(0, 3).map(({ host }) => hostLabel(host)))} are silent`);
  const [one] = troubled;
  if (one !== undefined) parts.push(troubled.length === 1 ? `${one.container.name} needs a look` : `${parts.length === 0 ? capital(inWords(troubled.length)) : inWords(troubled.length)} containers need a look`);
  if (parts.length > 0) return `${parts.join(", and ")}.`;
  return hosts.length === 1 ? "The host answers, and its containers are as they should be." : "All hosts answer, and their containers are as they should be.";
}

/** How many containers are in which state. */
export function dockerTotals(hosts: readonly RatedHost[]): string {
  const all = hosts.flatMap(({ containers }) => containers);
  const silent = all.filter(({ host }) => isSilent(host)).length;
  const running = all.filter(({ host, container }) => !isSilent(host) && container.state === "running").length;
  const stopped = all.length - silent - running;
  const parts = [`${running} of ${counted(all.length, "container")} running`];
  if (silent > 0) parts.push(`${silent} unknown`);
  if (stopped > 0) parts.push(`${stopped} not running`);
  return `${parts.join(", ")}.`;
}

/** "0.9.2 on both", or each version with how many have it. */
export function agentVersions(hosts: readonly RatedHost[]): string | undefined {
  const versions = new Map<string, number>();
  for (const { host } of hosts) if (host.agentVersion !== undefined) versions.set(host.agentVersion, (versions.get(host.agentVersion) ?? 0) + 1);
  const [only, ...others] = [...versions.keys()];
  if (only === undefined || others.length === 0) return only;
  return [...versions].map(([version, count]) => `${version} on ${count}`).join(", ");
}

/** What stands behind the name of a host. */
export function hostWords({ host, containers }: RatedHost, now: number): string {
  if (isSilent(host)) return `Silent${sinceWords(host, now)}. ${counted(containers.length, "container")} with the last values.`;
  const parts = [String(containers.length)];
  const facts = [host.dockerVersion === undefined ? undefined : `Docker ${host.dockerVersion}`, host.os, agentWords(host), host.tokenHint === undefined ? undefined : `token ${host.tokenHint}`];
  const known = facts.filter((fact) => fact !== undefined);
  if (known.length > 0) parts.push(known.join(", "));
  if (host.pendingUninstall === true) parts.push("its agent is being removed");
  return parts.join(" · ");
}

function agentWords({ agentVersion, intervalSeconds }: DockerHost): string | undefined {
  if (agentVersion === undefined) return undefined;
  return intervalSeconds === undefined || intervalSeconds <= 0 ? `agent ${agentVersion}` : `agent ${agentVersion} every ${intervalSeconds} s`;
}

function sinceWords({ staleSince, lastSeen }: DockerHost, now: number): string {
  const from = staleSince ?? lastSeen;
  return from === undefined ? "" : ` since ${since(from, now)}`;
}

/** The state in one word: its health when there is a probe. */
export function stateWord({ state, health, exitCode }: DockerContainer): string {
  if (state === "running") return health ?? "running";
  if (state === "exited" && exitCode !== undefined) return `exited (${exitCode})`;
  return state === "" ? "unknown" : state;
}

/** What is worth saying besides the figures. */
export function noteOf({ container }: RatedContainer, now: number): string {
  const { state, health, restartCount = 0, finishedAt, recentExitCodes, exitCode } = container;
  if (state === "restarting") return `restarts again and again, ${counted(restartCount, "time")} so far`;
  if (state === "running") return health === "unhealthy" ? "fails its health check" : restartWords(restartCount, recentExitCodes);
  const ended = finishedAt === undefined ? "" : ` ${since(finishedAt, now)}`;
  if (state === "exited" && exitCode === 137) return `killed${ended}, probably out of memory`;
  return state === "exited" ? `ended${ended}` : "";
}

function restartWords(count: number, codes: readonly number[] | undefined): string {
  return count === 0 || codes === undefined || codes.length === 0 ? "" : `ended with ${codes.join(", ")} before`;
}

/** Percent of its limit; undefined when it has none. */
export function memoryOf({ memoryPercent, memoryLimitBytes }: DockerContainer): number | undefined {
  return (memoryLimitBytes ?? 0) > 0 ? memoryPercent : undefined;
}

/** "0.06 of 8": cores in use of those that there are. */
export function coresWords({ cpuPercent }: DockerContainer, { cpus }: DockerHost): string | undefined {
  if (cpuPercent === undefined) return undefined;
  const used = (cpuPercent / 100).toFixed(2);
  return cpus === undefined || cpus <= 0 ? used : `${used} of ${cpus}`;
}

/** The published ports, each once: "80, 443". */
export function portWords({ ports }: DockerContainer): string {
  const published = (ports ?? []).flatMap(({ publicPort }) => (publicPort === undefined || publicPort === 0 ? [] : [publicPort]));
  return [...new Set(published)].sort((a, b) => a - b).join(", ");
}

