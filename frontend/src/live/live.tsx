import { type Accessor, type ParentProps, createContext, createEffect, createMemo, createResource, createSignal, on, onCleanup, useContext } from "solid-js";
import { fetchAlertConfig } from "../api/alertConfig";
import { fetchCharts } from "../api/charts";
import type { Client } from "../api/client";
import { computerShell } from "../api/computer";
import { feedUrl } from "../api/connection";
import { fetchDegrees } from "../api/settings";
import { fetchTold } from "../api/told";
import { alertsByResource } from "../domain/alerts";
import { type Board, backupBoard } from "../domain/backupBoard";
import { type RatedHost, ratedHosts } from "../domain/docker";
import { type RatedGuest, rated } from "../domain/guests";
import { placeOf } from "../domain/nodes";
import { type QuietHours, quietHoursOf } from "../domain/quietHours";
import { toldNames } from "../domain/told";
import { type Thresholds, noThresholds, thresholdsOf } from "../domain/thresholds";
import type { Alert, Estate, Guest, Node, Storage } from "../domain/types";
import { createClock } from "../lib/clock";
import { groupBy } from "../lib/compare";
import { loaded } from "../lib/resource";
import type { Degrees } from "../lib/temperature";
import type { EventFrame } from "./protocol";
import { createSnapshot } from "./snapshot";
import { type LinkState, openSocket } from "./socket";
import { type Trends, createTrends } from "./trends";

/** Everything that pages know about the estate, always the newest. */
export interface Live {
  readonly estate: Estate;
  readonly nodes: Accessor<Node[]>;
  /** VMs and containers; without templates. */
  readonly guests: Accessor<Guest[]>;
  readonly storages: Accessor<Storage[]>;
  readonly alerts: Accessor<Alert[]>;
  /** The active alerts of each resource by its id. */
  readonly alertsOf: Accessor<ReadonlyMap<string, readonly Alert[]>>;
  /** The guests with their states. */
  readonly ratedGuests: Accessor<readonly RatedGuest[]>;
  /** The guests of each node, by the node's place. */
  readonly guestsAt: Accessor<ReadonlyMap<string, readonly RatedGuest[]>>;
  /** The Docker hosts with the states of their containers. */
  readonly dockerHosts: Accessor<readonly RatedHost[]>;
  /** What is known of the backups of all guests. */
  readonly backups: Accessor<Board>;
  readonly thresholds: Accessor<Thresholds>;
  /** When notices are held back; undefined while that is not known. */
  readonly quiet: Accessor<QuietHours | undefined>;
  readonly trends: Trends;
  readonly link: Accessor<LinkState>;
  /** Whether the whole state has arrived once. */
  readonly ready: Accessor<boolean>;
  /** The present for ages on the screen, renewed every 10 s. */
  readonly now: Accessor<number>;
  /** How old the newest poll is at that time; undefined before the first. */
  readonly age: (at: number) => number | undefined;
  /** The newest event of the feed that is not about a row. */
  readonly lastEvent: Accessor<EventFrame | undefined>;
  /** Names of those who are told about alerts; undefined when we may not know. */
  readonly told: Accessor<readonly string[] | undefined>;
  /** In what temperatures are shown. */
  readonly degrees: Accessor<Degrees>;
  /** Shows temperatures in another unit, after that was changed. */
  readonly showDegrees: (degrees: Degrees) => void;
  /** Reads thresholds and quiet hours again after they were changed. */
  readonly reloadThresholds: () => void;
  /** Reads again who is told, after that was changed. */
  readonly reloadTold: () => void;
  /** Opens a feed that is lost at once, after what stood in its way is gone. */
  readonly reconnect: () => void;
}

const LiveContext = createContext<Live>();

/** What the provider needs besides the client. */
export interface LiveOptions {
  readonly client: Client;
  /** The feed was refused before it said anything: perhaps the session is over. */
  readonly onRefused: () => void;
}

/** Opens the live feed and keeps it until its owner is gone. */
export function createLive({ client, onRefused }: LiveOptions): Live {
  const { estate, apply } = createSnapshot();
  const trends = createTrends();
  const [link, setLink] = createSignal<LinkState>("connecting");
  const [heard, setHeard] = createSignal<{ readonly at: number; readonly here: number }>();
  const [rules, { refetch }] = createResource(() => fetchAlertConfig(client).catch(() => undefined));
  const [lastEvent, setLastEvent] = createSignal<EventFrame>();
  const [told, { refetch: reloadTold }] = createResource(() => fetchTold(client));
  const [system, { mutate: showDegrees }] = createResource(() => fetchDegrees(client).catch(() => undefined));

  const socket = openSocket({
    url: () => feedUrl(client.connection),
    token: client.connection.token,
    onFrame(frame) {
      const taken = apply(frame);
      if (taken) setHeard({ at: frame.at, here: Date.now() });
      return taken;
    },
    onEvent: setLastEvent,
    onState: setLink,
    onRefused: () => onRefused(),
  });
  onCleanup(() => socket.close());
  if (computerShell() !== undefined) onFocus(() => void reloadTold()); // the tray pauses notices, too
  keepTrends(client, trends, estate);

  const thresholds = createMemo(() => thresholdsOf(rules.latest) ?? noThresholds);
  const quiet = createMemo(() => rules.latest && quietHoursOf(rules.latest));
  const now = createClock(10_000);
  const alerts = createMemo(() => Object.values(estate.activeAlerts));
  const alertsOf = createMemo(() => alertsByResource(alerts()));
  const guests = createMemo(() =>
    [...Object.values(estate.vms), ...Object.values(estate.containers)].filter((guest) => guest.template !== true),
  );
  const nodes = createMemo(() => Object.values(estate.nodes));
  const storages = createMemo(() => Object.values(estate.storage));
  const ratedGuests = createMemo(() => rated(guests(), alertsOf(), now()));
  const guestsAt = createMemo(() => groupBy(ratedGuests(), ({ guest }) => placeOf(guest)));
  const dockerHosts = createMemo(() => ratedHosts(Object.values(estate.dockerHosts), alertsOf(), now()));
  const minute = createMemo(() => now() - (now() % 60_000));
  const backups = createMemo(() => backupBoard(estate, guests(), storages(), minute()));
  return {
    estate,
    dockerHosts,
    backups,
    nodes,
    guests,
    ratedGuests,
    guestsAt,
    storages,
    alerts,
    alertsOf,
    thresholds,
    quiet,
    trends,
    link,
    ready: () => heard() !== undefined,
    now,
    age(at) {
      const last = heard();
      if (last === undefined) return undefined;
      const newest = Math.max(0, ...Object.values(estate.seen));
      const atServer = newest === 0 ? 0 : Math.max(0, last.at - newest);
      return atServer + Math.max(0, at - last.here);
    },
    lastEvent,
    told: () => toldNames(loaded(told), now()),
    degrees: () => loaded(system) ?? "celsius",
    showDegrees: (degrees) => void showDegrees(degrees),
    reloadThresholds: () => void refetch(),
    reloadTold: () => void reloadTold(),
    reconnect: () => socket.hurry(),
  };
}

function onFocus(act: () => void): void {
  window.addEventListener("focus", act);
  onCleanup(() => window.removeEventListener("focus", act));
}

/** Fills the last hour from what is recorded, then goes on by itself, minute by minute. */
function keepTrends(client: Client, trends: Trends, estate: Estate): void {
  const stop = new AbortController();
  fetchCharts(client, "1h", stop.signal).then(
    (charts) => trends.fill(charts),
    () => undefined, // sparklines then grow from now on
  );
  const count = () => [estate.nodes, estate.vms, estate.containers, estate.storage].map((rows) => Object.keys(rows).length).join();
  createEffect(on(count, () => trends.begin(estate)));
  const timer = setInterval(() => trends.sample(estate), 60_000);
  onCleanup(() => {
    stop.abort();
    clearInterval(timer);
  });
}

/** Gives the pages below it the live estate. */
export function LiveProvider(props: ParentProps<{ live: Live }>) {
  // eslint-disable-next-line solid/reactivity -- a page has one live estate for as long as it lives
  return <LiveContext.Provider value={props.live}>{props.children}</LiveContext.Provider>;
}

/** The live estate of the page. */
export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === undefined) throw new Error("useLive needs a LiveProvider above it");
  return live;
}
