import type { Diagnostics, PartCheck, ServerCheck } from "../../api/diagnostics";
import { unknown } from "../../lib/format";
import { capital, counted, listed } from "../../lib/words";
import { duration, fullTime } from "../../lib/time";

const day = 24 * 60 * 60 * 1000;

/** The servers of all kinds. */
export function serversOf(found: Diagnostics): ServerCheck[] {
  return [...found.nodes, ...found.pbs, ...found.pmg];
}

/** How well a server can be watched: fully, in part or not at all. */
export function gradeOf(server: ServerCheck): "running" | "warning" | "critical" {
  if (!server.connected) return "critical";
  return failingParts(server).length > 0 || server.missing.length > 0 ? "warning" : "running";
}

/** The parts that cannot be read now, apart from those that fail for the reason why nothing can be. */
export function failingParts(server: ServerCheck): PartCheck[] {
  const known = server.connected ? undefined : server.error;
  return server.parts.filter((part) => part.lastError !== undefined && part.lastError !== known);
}

/** The answer of the test in one sentence. */
export function stateWords(server: ServerCheck): string {
  const error = server.error ?? "it does not answer";
  if (!server.connected) return error.startsWith("http") ? error : capital(error);
  const version = server.details?.version;
  return `Answered in ${server.latencyMs} ms${version === undefined ? "" : `, version ${version}`}`;
}

/** What is to be known of its certificate; undefined when nothing is. */
export function certificateWords(server: ServerCheck, now: number): string | undefined {
  if (server.certificate === undefined) return undefined;
  const left = Date.parse(server.certificate.notAfter) - now;
  if (left < 0) return "Its certificate has expired. Renew it on the server.";
  if (left < 30 * day) return `Its certificate expires in ${duration(left)}.`;
  return undefined;
}

/** What the page says first. */
export function leadOf(found: Diagnostics): string {
  const servers = serversOf(found);
  const broken = servers.filter((server) => !server.connected).map((server) => server.name);
  const partly = servers.filter((server) => gradeOf(server) === "warning").map((server) => server.name);
  if (servers.length === 0) return "Nothing is watched yet.";
  if (broken.length > 0) return `${capital(listed(broken))} cannot be read.`;
  if (partly.length > 0) return `${capital(listed(partly))} can be read in part only.`;
  return servers.length === 1 ? "The connection works." : `All ${servers.length} connections work.`;
}

/** Requests per minute as they are shown; a dash while they are unknown. */
export function pace(perMinute: number | undefined): string {
  if (perMinute === undefined) return unknown;
  return perMinute > 0 && perMinute < 1 ? "< 1" : String(Math.round(perMinute));
}

/** The same in words. */
function paceWords(perMinute: number | undefined): string {
  return perMinute === undefined ? "requests per minute are not known yet" : `${pace(perMinute)} requests per minute`;
}

/** Everything as text, to be sent to somebody who helps. It holds no secrets and no names of accounts. */
export function reportOf(found: Diagnostics, now: number): string {
  const { system } = found;
  return [
    `Pulse ${found.productVersion} (API ${found.version}), ${fullTime(now)}`,
    `${system.os}/${system.arch}, ${counted(system.numCPU, "CPU")}, ${system.memoryMB} MiB, running for ${duration(found.uptime * 1000)}`,
    `${paceWords(found.requestsPerMinute)} to everything that is watched`,
    ...found.errors,
    ...serversOf(found).flatMap((server) => ["", ...linesOf(server, now)]),
    ...found.docker.flatMap((host) => ["", `docker ${host.name}: ${host.connected ? `reports, agent ${host.agentVersion ?? "unknown"}` : (host.error ?? "does not report")}`]),
    "",
  ].join("\n");
}

function linesOf(server: ServerCheck, now: number): string[] {
  const certificate = certificateWords(server, now);
  return [
    `${server.type} ${server.name}: ${stateWords(server)}`,
    `  ${paceWords(server.requestsPerMinute)}`,
    ...(certificate === undefined ? [] : [`  ${certificate}`]),
    ...server.missing.map((privilege) => `  missing: ${privilege}`),
    ...failingParts(server).map((part) => `  ${part.part} fails: ${part.lastError ?? ""}`),
  ];
}
