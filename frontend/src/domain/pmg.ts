import { type Parse, type Shape, filled, listOf, moment, number, object, positive, text } from "../lib/decode";
import type { Status } from "../lib/status";
import { withAlerts } from "./alerts";
import { freshness } from "./freshness";
import type { Alert, Freshness } from "./types";

/** Mail that waits on a node. */
export interface MailQueue {
  active: number;
  deferred: number;
  hold: number;
  incoming: number;
  total: number;
  /** Seconds since the oldest message came. */
  oldestAge: number;
  updatedAt?: number;
}

/** A member of a mail gateway cluster. */
export interface MailNode {
  name: string;
  status: string;
  role?: string;
  /** Seconds. */
  uptime?: number;
  loadAvg?: string;
  queueStatus?: MailQueue;
}

/** Sums over the last day. */
export interface MailStats {
  countTotal: number;
  countIn: number;
  countOut: number;
  spamIn: number;
  spamOut: number;
  virusIn: number;
  virusOut: number;
  bouncesIn: number;
  bouncesOut: number;
  greylistCount: number;
  averageProcessTimeMs: number;
  rblRejects: number;
  pregreetRejects: number;
}

/** The sums of one hour. */
export interface MailHour {
  timestamp?: number;
  countIn: number;
  countOut: number;
  spamIn: number;
  spamOut: number;
  virusIn: number;
  virusOut: number;
}

/** How many mails got a score. */
export interface SpamScore {
  score: string;
  count: number;
}

/** What is held back. */
export interface Quarantine {
  spam: number;
  virus: number;
  attachment: number;
  blacklisted: number;
}

/** A mail gateway, or a cluster of them. */
export interface MailGateway extends Freshness {
  id: string;
  name: string;
  host: string;
  status: string;
  version: string;
  nodes?: MailNode[];
  mailStats?: MailStats;
  mailCount?: MailHour[];
  spamDistribution?: SpamScore[];
  quarantine?: Quarantine;
  connectionHealth: string;
}

const queue: Parse<MailQueue> = object<MailQueue>({
  blank: () => ({ active: 0, deferred: 0, hold: 0, incoming: 0, total: 0, oldestAge: 0 }),
  fields: { active: number, deferred: number, hold: number, incoming: number, total: number, oldestAge: number, updatedAt: moment },
});

const node: Parse<MailNode> = object<MailNode>({
  blank: () => ({ name: "", status: "" }),
  fields: { name: text, status: text, role: filled, uptime: positive, loadAvg: filled, queueStatus: queue },
});

const stats: Parse<MailStats> = object<MailStats>({
  blank: () => ({
    countTotal: 0, countIn: 0, countOut: 0, spamIn: 0, spamOut: 0, virusIn: 0, virusOut: 0, bouncesIn: 0, bouncesOut: 0, greylistCount: 0, averageProcessTimeMs: 0, rblRejects: 0, pregreetRejects: 0,
  }),
  fields: {
    countTotal: number,
    countIn: number,
    countOut: number,
    spamIn: number,
    spamOut: number,
    virusIn: number,
    virusOut: number,
    bouncesIn: number,
    bouncesOut: number,
    greylistCount: number,
    averageProcessTimeMs: number,
    rblRejects: number,
    pregreetRejects: number,
  },
});

const hour: Parse<MailHour> = object<MailHour>({
  blank: () => ({ countIn: 0, countOut: 0, spamIn: 0, spamOut: 0, virusIn: 0, virusOut: 0 }),
  fields: { timestamp: moment, countIn: number, countOut: number, spamIn: number, spamOut: number, virusIn: number, virusOut: number },
});

/** A row of `pmg`. */
export const pmgShape: Shape<MailGateway> = {
  blank: () => ({ id: "", name: "", host: "", status: "", version: "", connectionHealth: "" }),
  fields: {
    ...freshness,
    id: text,
    name: text,
    host: text,
    status: text,
    version: text,
    nodes: listOf(node),
    mailStats: stats,
    mailCount: listOf(hour),
    spamDistribution: listOf(object({ blank: () => ({ score: "", count: 0 }), fields: { score: text, count: number } })),
    quarantine: object({
      blank: () => ({ spam: 0, virus: 0, attachment: 0, blacklisted: 0 }),
      fields: { spam: number, virus: number, attachment: number, blacklisted: number },
    }),
    connectionHealth: text,
  },
};

/** Whether a gateway answers. */
export function pmgAnswers({ stale, status }: MailGateway): boolean {
  return stale !== true && status === "online";
}

/** How a gateway is, with what alerts say about it. */
export function statusOfPmg(gateway: MailGateway, alerts: readonly Alert[] | undefined, now: number): Status {
  return withAlerts(pmgAnswers(gateway) ? "running" : "unknown", alerts, now);
}
