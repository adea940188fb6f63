import { type Parse, json, listOf, mapOf, number } from "../lib/decode";
import type { Client } from "./client";

/** What is known of one step of time. */
export interface PastPoint {
  readonly at: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A piece of time, in milliseconds. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What is known of the past of one thing. */
export interface Past {
  /** By the name of the metric; oldest first, without the unknown. */
  readonly series: Record<string, PastPoint[]>;
  /** What came from the server's own records. */
  readonly filled: Stretch[];
  /** How far apart the points are, in milliseconds. */
  readonly step: number;
}

/** Which past of which thing. */
export interface PastQuery {
  readonly resource: string;
  readonly metrics: readonly string[];
  readonly window: Stretch;
  readonly points?: number;
}

const numbers: Parse<(number | undefined)[]> = (raw) => (Array.isArray(raw) ? raw.map(number) : undefined);

const series: Parse<PastPoint[]> = (raw) => {
  const fields = json(raw);
  const [times, means, lows, highs] = [fields?.t, fields?.mean, fields?.min, fields?.max].map(numbers);
  return times?.flatMap((at, index) => {
    const value = means?.[index];
    return at === undefined || value === undefined ? [] : [{ at, value, low: lows?.[index] ?? value, high: highs?.[index] ?? value }];
  });
};

const stretch: Parse<Stretch> = (raw) => {
  const [from, to] = numbers(raw) ?? [];
  return from === undefined || to === undefined ? undefined : { from, to };
};

const past: Parse<Past> = (raw) => {
  const answer = json(raw);
  if (answer === undefined) return undefined;
  return { series: mapOf(series)(answer.series) ?? {}, filled: listOf(stretch)(answer.backfilled) ?? [], step: number(answer.stepMs) ?? 0 };
};

/** Reads the past of one thing: lowest, mean and highest value in even steps. */
export function fetchPast(client: Client, { resource, metrics, window, points = 500 }: PastQuery): Promise<Past> {
  const query = new URLSearchParams({
    resource,
    metrics: metrics.join(","),
    from: String(Math.round(window.from)),
    to: String(Math.round(window.to)),
    points: String(points),
  });
  return client.get(`/api/history?${query.toString()}`, past);
}
