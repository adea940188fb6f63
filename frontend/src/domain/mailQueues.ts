import { type MailGateway, type MailNode, pmgAnswers } from "./pmg";
import { count } from "../lib/format";
import { median } from "../lib/median";
import type { Status } from "../lib/status";
import { duration, since } from "../lib/time";
import { capital, inWords, listed } from "../lib/words";

/** A queue, or something like one, against its limits. */
export interface Gauge {
  readonly key: "deferred" | "total" | "hold" | "oldest" | "spam" | "virus";
  readonly name: string;
  /** Absent is unknown. */
  readonly value: number | undefined;
  readonly text: string;
  readonly warn: number | undefined;
  readonly critical: number | undefined;
  readonly limits: string;
  readonly status: Status;
}

type Limits = Readonly<Record<string, number>>;

const limitKeys: Record<Gauge["key"], readonly [warn: string, critical: string]> = {
  deferred: ["deferredQueueWarn", "deferredQueueCritical"],
  total: ["queueTotalWarning", "queueTotalCritical"],
  hold: ["holdQueueWarn", "holdQueueCritical"],
  oldest: ["oldestMessageWarnMins", "oldestMessageCritMins"],
  spam: ["quarantineSpamWarn", "quarantineSpamCritical"],
  virus: ["quarantineVirusWarn", "quarantineVirusCritical"],
};

/** The queues of a gateway, over all its nodes, and the age of its oldest message. */
export function queuesOf(gateway: MailGateway, limits: Limits): Gauge[] {
  const queues = (gateway.nodes ?? []).flatMap(({ queueStatus }) => (queueStatus === undefined ? [] : [queueStatus]));
  const sum = (of: (queue: (typeof queues)[number]) => number) => (queues.length === 0 ? undefined : queues.reduce((total, queue) => total + of(queue), 0));
  const oldest = queues.length === 0 ? undefined : Math.max(...queues.map(({ oldestAge }) => oldestAge)) / 60;
  const stale = !pmgAnswers(gateway);
  return [
    gauge("deferred", "Deferred", sum(({ deferred }) => deferred), limits, stale),
    gauge("total", "Waiting in all", sum(({ total }) => total), limits, stale),
    gauge("hold", "On hold", sum(({ hold }) => hold), limits, stale),
    gauge("oldest", "Oldest message", oldest, limits, stale),
  ];
}

/** What is in quarantine and has limits. */
export function quarantineOf(gateway: MailGateway, limits: Limits): Gauge[] {
  const stale = !pmgAnswers(gateway);
  return [gauge("spam", "Spam", gateway.quarantine?.spam, limits, stale), gauge("virus", "Virus", gateway.quarantine?.virus, limits, stale)];
}

/** Everything of a gateway that has limits. */
export function gaugesOf(gateway: MailGateway, limits: Limits): Gauge[] {
  return [...queuesOf(gateway, limits), ...quarantineOf(gateway, limits)];
}

function gauge(key: Gauge["key"], name: string, value: number | undefined, limits: Limits, stale: boolean): Gauge {
  const [warn, critical] = limitKeys[key].map((limit) => ((limits[limit] ?? 0) > 0 ? limits[limit] : undefined));
  const write = key === "oldest" ? (minutes: number) => duration(minutes * 60_000) : count;
  const parts = [warn === undefined ? undefined : `warns at ${write(warn)}`, critical === undefined ? undefined : `critical at ${write(critical)}`];
  return {
    key,
    name,
    value,
    text: value === undefined ? "–" : key === "oldest" && value === 0 ? "none" : write(value),
    warn,
    critical,
    limits: parts.filter((part) => part !== undefined).join(", "),
    status: stale || value === undefined ? "unknown" : statusAt(value, warn, critical),
  };
}

function statusAt(value: number, warn: number | undefined, critical: number | undefined): Status {
  if (critical !== undefined && value >= critical) return "critical";
  return warn !== undefined && value >= warn ? "warning" : "running";
}

/** Least above the middle of the others at which a node's queue is called far above. */
const leastExcess = 20;

/** Whether a node has far more deferred mail than the others of its cluster. */
export function isOutlier(node: MailNode, nodes: readonly MailNode[]): boolean {
  const own = node.queueStatus?.deferred;
  const others = nodes.flatMap((other) => (other === node || other.queueStatus === undefined ? [] : [other.queueStatus.deferred]));
  const usual = median(others);
  return own !== undefined && usual !== undefined && own >= usual * 3 && own - usual >= leastExcess;
}

/** The sentence of the page: who is silent, which queue is too long, or that mail flows. */
export function mailSentence(gateways: readonly MailGateway[], limits: Limits, now: number): string {
  const away = gateways.filter((gateway) => !pmgAnswers(gateway));
  const [first] = away;
  if (first !== undefined) {
    const from = away.length === 1 && first.staleSince !== undefined ? ` since ${since(first.staleSince, now)}` : "";
    return `${listed(away.map(({ name }) => name))} ${away.length === 1 ? "has" : "have"} not answered${from}.`;
  }
  const troubled = gateways.flatMap((gateway) => gaugesOf(gateway, limits).filter(({ status }) => status === "critical" || status === "warning").map((one) => ({ gateway, one })));
  const [worst] = troubled;
  if (worst === undefined) return "Mail flows, and no queue is long.";
  const where = gateways.length > 1 ? ` on ${worst.gateway.name}` : "";
  const others = troubled.length === 1 ? "" : ` ${capital(inWords(troubled.length - 1))} more ${troubled.length === 2 ? "is" : "are"} above the limit.`;
  return `${gaugeSubject(worst.one)}${where} is above its limit: ${worst.one.text}.${others}`;
}

function gaugeSubject({ key }: Gauge): string {
  const subjects: Record<Gauge["key"], string> = { deferred: "Deferred mail", total: "Waiting mail", hold: "Mail on hold", oldest: "The oldest message", spam: "Spam in quarantine", virus: "Viruses in quarantine" };
  return subjects[key];
}
