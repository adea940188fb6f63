import { type Accessor, createMemo, createResource } from "solid-js";
import { fetchAlertHistory } from "../../../api/alerts";
import type { AlertConfig } from "../../../domain/alertConfig";
import { customRulesOf } from "../../../domain/customRules";
import { matches, parseFilter } from "../../../domain/filter";
import { type GuestSubject, guestFields } from "../../../domain/guestFilter";
import { hasOwn } from "../../../domain/limitCells";
import { clusterOf, placeOf, placeOfNode } from "../../../domain/nodes";
import type { Alert } from "../../../domain/types";
import { loaded } from "../../../lib/resource";
import type { Live } from "../../../live/live";
import { useClient } from "../../../live/session";
import { type Kind, type Resource, resourcesOf } from "./rows";

/** The resources of a kind, narrowed by a filter. */
export interface ThresholdList {
  /** Those that match. */
  readonly rows: Accessor<readonly Resource[]>;
  readonly total: () => number;
  /** How many have values of their own. */
  readonly own: () => number;
  /** What of the filter was not understood. */
  readonly problem: () => string | undefined;
}

/** What narrows the list. */
export interface ListOptions {
  readonly kind: Accessor<Kind>;
  readonly query: Accessor<string>;
  readonly onlyOwn: Accessor<boolean>;
  readonly config: Accessor<AlertConfig>;
}

/** Creates the list; guests are filtered in the language of the page of guests, everything else by words. */
export function createThresholdList(live: Live, options: ListOptions): ThresholdList {
  const rules = createMemo(() => customRulesOf(options.config()));
  const all = createMemo(() => resourcesOf(options.kind(), { estate: live.estate, guests: live.ratedGuests(), rules: rules() }));
  const clusters = createMemo(() => new Map(live.nodes().map((node) => [placeOfNode(node), clusterOf(node)])));
  const filter = createMemo(() => parseFilter(options.query(), guestFields));
  const fits = (row: Resource): boolean => {
    const { guest } = row;
    if (guest === undefined) return wordsOf(options.query()).every((word) => row.words.includes(word));
    const cluster = clusters().get(placeOf(guest.guest)) ?? guest.guest.instance;
    return matches<GuestSubject>({ ...guest, cluster, now: live.now() }, filter(), guestFields);
  };
  const rows = createMemo(() => all().filter((row) => (!options.onlyOwn() || hasOwn(options.config(), row.id)) && (options.query() === "" || fits(row))));
  return {
    rows,
    total: () => all().length,
    own: () => all().filter(({ id }) => hasOwn(options.config(), id)).length,
    problem: () => (options.kind().name === "guests" ? filter().problems[0] : undefined),
  };
}

function wordsOf(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter((word) => word !== "");
}

const month = 30 * 24 * 60 * 60 * 1000;
const most = 10_000;

/** How often each resource alerted in the last 30 days, by the id of its own values; undefined while that is not known. */
export function createFired(): Accessor<ReadonlyMap<string, number> | undefined> {
  const client = useClient();
  const [alerts] = createResource(() => fetchAlertHistory(client, { from: Date.now() - month, limit: most }));
  const fired = createMemo(() => {
    const list = loaded(alerts);
    return list === undefined ? undefined : firedOf(list);
  });
  return fired;
}

/** Counts alerts by resource. Those of a single disk of a guest count for the guest. */
export function firedOf(alerts: readonly Alert[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { resourceId, type } of alerts) {
    const id = type === "docker-host-offline" ? resourceId.replace(/^docker:/, "") : type === "disk" ? resourceId.replace(/-disk-.*$/, "") : resourceId;
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}
