import { createSignal } from "solid-js";
import type { Charts, SeriesMap } from "../api/charts";
import type { Metric } from "../domain/alerts";
import { networkOf } from "../domain/guests";
import type { Estate } from "../domain/types";

const minute = 60_000;
const minutes = 60;

/** The last hour of one metric, one value a minute, oldest first; undefined where nothing is known. */
export type Trend = readonly (number | undefined)[];

/** The last hour of everything, for sparklines. */
export interface Trends {
  /** The last hour of one row; undefined when nothing is known of it. */
  of(id: string, metric: Metric): Trend | undefined;
  /** Takes recorded series over. */
  fill(charts: Charts): void;
  /** Appends the values of now to every row, and forgets rows that are gone; called once a minute. */
  sample(estate: Estate): void;
  /** Gives rows that have nothing yet their first value, so that none waits for the next minute. */
  begin(estate: Estate): void;
}

const noTrend: Trend = Array.from({ length: minutes }, () => undefined);

/** Creates the trends; readers are told when a minute was added. */
export function createTrends(clock: () => number = Date.now): Trends {
  const rows = new Map<string, Map<Metric, (number | undefined)[]>>();
  const [version, setVersion] = createSignal(0);
  const changed = () => setVersion((last) => last + 1);

  const append = (id: string, values: Values) => {
    const row = rows.get(id) ?? new Map<Metric, (number | undefined)[]>();
    rows.set(id, row);
    for (const metric of ["cpu", "memory", "disk", "network"] as const) {
      row.set(metric, [...(row.get(metric) ?? noTrend).slice(1), values[metric]]);
    }
  };

  return {
    of(id, metric) {
      version();
      return rows.get(id)?.get(metric);
    },
    fill(charts) {
      const now = clock();
      for (const all of [charts.guests, charts.nodes, charts.storage]) {
        for (const [id, series] of Object.entries(all)) rows.set(id, recordedHour(series, now));
      }
      changed();
    },
    sample(estate) {
      const present = presentValues(estate);
      for (const id of rows.keys()) if (!present.has(id)) rows.delete(id);
      for (const [id, values] of present) append(id, values);
      changed();
    },
    begin(estate) {
      for (const [id, values] of presentValues(estate)) if (!rows.has(id)) append(id, values);
      changed();
    },
  };
}

type Values = Partial<Record<Metric, number>>;

/** What is known of every row now; nothing for what is stale or does not run. */
function presentValues(estate: Estate): Map<string, Values> {
  const present = new Map<string, Values>();
  for (const node of Object.values(estate.nodes)) present.set(node.id, node.stale === true ? {} : percentagesOf(node));
  for (const guest of [...Object.values(estate.vms), ...Object.values(estate.containers)]) {
    const known = guest.stale !== true && guest.status === "running";
    present.set(guest.id, known ? { ...percentagesOf(guest), network: networkOf(guest) } : {});
  }
  for (const storage of Object.values(estate.storage)) present.set(storage.id, { disk: storage.usage });
  return present;
}

function percentagesOf(row: { cpu?: number; memory?: { usage?: number }; disk?: { usage?: number } }) {
  return {
    cpu: row.cpu === undefined ? undefined : row.cpu * 100,
    memory: row.memory?.usage,
    disk: row.disk?.usage,
  };
}

function recordedHour(series: SeriesMap, now: number): Map<Metric, (number | undefined)[]> {
  const [incoming, outgoing] = [byMinute(series.netin, now), byMinute(series.netout, now)];
  return new Map<Metric, (number | undefined)[]>([
    ["cpu", byMinute(series.cpu, now)],
    ["memory", byMinute(series.memory, now)],
    ["disk", byMinute(series.disk, now)],
    ["network", incoming.map((value, i) => sum(value, outgoing[i]))],
  ]);
}

/** Mean of each minute; a minute without a point takes the point before it, up to three minutes old. */
function byMinute(points: SeriesMap[string] | undefined, now: number): (number | undefined)[] {
  const sums = Array.from({ length: minutes }, () => ({ total: 0, count: 0 }));
  const begin = now - minutes * minute;
  for (const { at, value } of points ?? []) {
    const slot = sums[Math.floor((at - begin) / minute)] ?? (at === now ? sums[minutes - 1] : undefined);
    if (slot === undefined || value < 0) continue;
    slot.total += value;
    slot.count += 1;
  }
  const means = sums.map(({ total, count }) => (count === 0 ? undefined : total / count));
  return means.map((mean, i) => mean ?? means.slice(Math.max(0, i - 3), i).findLast((earlier) => earlier !== undefined));
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
}
