import { type Parse, json, listOf, mapOf, number } from "../lib/decode";
import type { Client } from "./client";

/** One value of a series. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/** The series of one thing by name: cpu, memory, disk, netin, netout, diskread, diskwrite. */
export type SeriesMap = Record<string, Point[]>;

/** The series of everything, by id. */
export interface Charts {
  readonly guests: Record<string, SeriesMap>;
  readonly nodes: Record<string, SeriesMap>;
  readonly storage: Record<string, SeriesMap>;
}

/** A range that the server has words for. */
export type ChartRange = "5m" | "15m" | "30m" | "1h" | "4h" | "12h" | "24h" | "7d";

const point: Parse<Point> = (raw) => {
  const [at, value] = [number(json(raw)?.timestamp), number(json(raw)?.value)];
  return at === undefined || value === undefined ? undefined : { at, value };
};

const series = mapOf(mapOf(listOf(point)));

const charts: Parse<Charts> = (raw) => {
  const answer = json(raw);
  if (answer === undefined) return undefined;
  return {
    guests: series(answer.data) ?? {},
    nodes: series(answer.nodeData) ?? {},
    storage: series(answer.storageData) ?? {},
  };
};

/** Reads the recorded series of everything. */
export function fetchCharts(client: Client, range: ChartRange, signal?: AbortSignal): Promise<Charts> {
  return client.get(`/api/charts?range=${range}`, charts, { signal });
}
