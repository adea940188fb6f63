import { type Accessor, createMemo, createResource } from "solid-js";
import { wordsOf } from "../api/errors";
import { type Past, fetchPast } from "../api/history";
import type { ChartPoint, ChartWindow } from "../charts/types";
import type { ChartView } from "../charts/view";
import { loaded } from "../lib/resource";
import { useClient } from "../live/session";

/** The recorded past of one thing, as far as a view shows it. */
export interface PastReader {
  points(metric: string): readonly ChartPoint[];
  readonly filled: Accessor<readonly ChartWindow[]>;
  /** How far apart the points are, in milliseconds. */
  readonly step: Accessor<number>;
  readonly loading: Accessor<boolean>;
  /** Why it could not be read. */
  readonly error: Accessor<string | undefined>;
  readonly retry: () => void;
}

const nothing: Past = { series: {}, filled: [], step: 0 };

/**
 * Reads the past that a view shows. While the view follows the present it is read
 * once for each range, because what comes is seen live; what was zoomed into is
 * read again, so that it is as fine as it can be. A change of renew has it read again, too.
 */
export function createPast(resource: Accessor<string>, metrics: readonly string[], view: ChartView, renew: Accessor<unknown> = () => 0): PastReader {
  const client = useClient();
  const wanted = createMemo(() => metrics.length > 0 && `${resource()}\n${view.live() ? view.range() : JSON.stringify(view.window())}\n${String(renew())}`);
  const [answer, { refetch }] = createResource(wanted, () => fetchPast(client, { resource: resource(), metrics, window: view.window() }));
  const known = () => loaded(answer) ?? nothing;
  return {
    points: (metric) => known().series[metric] ?? [],
    filled: () => known().filled,
    step: () => known().step,
    loading: () => answer.loading && answer.latest === undefined,
    error: () => (answer.state === "errored" ? wordsOf(answer.error) : undefined),
    retry: () => void refetch(),
  };
}
