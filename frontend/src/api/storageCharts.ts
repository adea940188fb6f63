import { type Parse, json, listOf, mapOf, moment, number } from "../lib/decode";
import type { Point } from "./charts";
import type { Client } from "./client";

const point: Parse<Point> = (raw) => {
  const [at, value] = [moment(json(raw)?.timestamp), number(json(raw)?.value)];
  return at === undefined || value === undefined ? undefined : { at, value };
};

const usage: Parse<Point[]> = (raw) => listOf(point)(json(raw)?.usage);

/** Reads how full each storage was, in percent, by id, at no more than so many times. */
export function fetchStorageUsage(client: Client, minutes: number, points: number, signal?: AbortSignal): Promise<Record<string, Point[]>> {
  return client.get(`/api/storage-charts?range=${minutes}&points=${points}`, mapOf(usage), { signal });
}
