import { type AlertConfig } from "../domain/alertConfig";
import { type Parse, flag, json, listOf, mapOf, moment, number, oneOf, text } from "../lib/decode";
import type { Client } from "./client";
import { ApiError } from "./errors";

/** One time that a rule would have fired, or did. */
export interface Firing {
  readonly resourceId: string;
  readonly type: string;
  readonly start: number;
  /** Absent while it lasts. */
  readonly end?: number;
  readonly level: "warning" | "critical";
  /** Planned work, such as a backup, explains it. */
  readonly planned: boolean;
}

/** What a configuration makes of the past. */
export interface Firings {
  readonly count: number;
  readonly byResource: Readonly<Record<string, number>>;
  readonly firings: readonly Firing[];
}

/** A proposal held against the past, beside what holds now. */
export interface Backtest {
  readonly proposed: Firings;
  readonly current: Firings;
  /** From when on every sample is kept; before it only means. */
  readonly exactFrom?: number;
  readonly tookMs?: number;
}

/** What to hold against which part of the past. */
export interface Proposal {
  readonly config: AlertConfig;
  readonly from: number;
  readonly to: number;
  readonly resourceIds?: readonly string[];
}

const firing: Parse<Firing> = (value) => {
  const raw = json(value);
  const [resourceId, start] = [text(raw?.resourceId), moment(raw?.start)];
  if (raw === undefined || resourceId === undefined || start === undefined) return undefined;
  return { resourceId, start, type: text(raw.type) ?? "", end: moment(raw.end), level: oneOf("warning", "critical")(raw.level) ?? "warning", planned: flag(raw.planned) ?? false };
};

const firings: Parse<Firings> = (value) => {
  const raw = json(value);
  const count = number(raw?.count);
  return raw === undefined || count === undefined ? undefined : { count, byResource: mapOf(number)(raw.byResource) ?? {}, firings: listOf(firing)(raw.firings) ?? [] };
};

const backtest: Parse<Backtest> = (value) => {
  const raw = json(value);
  const [proposed, current] = [firings(raw?.proposed), firings(raw?.current)];
  return proposed === undefined || current === undefined ? undefined : { proposed, current, exactFrom: moment(raw?.exactFrom), tookMs: number(raw?.tookMs) };
};

/** Holds a proposal against the past. */
export async function runBacktest(client: Client, proposal: Proposal, signal?: AbortSignal): Promise<Backtest> {
  const answer = backtest(await client.send("POST", "/api/alerts/backtest", { body: proposal, signal }));
  if (answer === undefined) throw new Error("The server sent something else than the answer of a trial.");
  return answer;
}

const known = new WeakMap<Client, Promise<boolean>>();

/** Whether the server can hold rules against the past. Asked once, with a proposal that changes nothing over the last second. */
export function canBacktest(client: Client): Promise<boolean> {
  const before = known.get(client);
  if (before !== undefined) return before;
  const now = Date.now();
  const asked = client.send("POST", "/api/alerts/backtest", { body: { config: {}, from: now - 1000, to: now } }).then(
    () => true,
    (error: unknown) => {
      if (!isAbsent(error)) known.delete(client); // what kept it from answering may pass
      return isReplaced(error);
    },
  );
  known.set(client, asked);
  return asked;
}

/** Another trial of the same person took its place, so there are trials. */
function isReplaced(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409;
}

function isAbsent(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 405);
}
