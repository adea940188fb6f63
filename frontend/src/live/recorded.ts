import { type ChartRange, type Charts, fetchCharts } from "../api/charts";
import type { Client } from "../api/client";

/** Recorded series, each range read at most once in a while: the answer is about everything and large. */
export interface Recorded {
  of(range: ChartRange): Promise<Charts>;
}

const goodForMs = 30_000;

/** Creates the reader; it remembers answers for as long as it lives. */
export function createRecorded(client: Client, clock: () => number = Date.now): Recorded {
  const kept = new Map<ChartRange, { readonly at: number; readonly charts: Promise<Charts> }>();
  return {
    of(range) {
      const known = kept.get(range);
      if (known !== undefined && clock() - known.at < goodForMs) return known.charts;
      const charts = fetchCharts(client, range);
      kept.set(range, { at: clock(), charts });
      charts.catch(() => kept.delete(range));
      return charts;
    },
  };
}
