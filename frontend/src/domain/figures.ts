import { byNumber, byText, inOrder, sorted } from "../lib/compare";
import { load } from "../lib/format";
import { type Status, rankOf } from "../lib/status";
import { type Degrees, temperature } from "../lib/temperature";
import { duration, fullTime, since } from "../lib/time";
import type { Metric } from "./alerts";
import { type RatedGuest, hasFigures, loadStep, ownStatusOf, statusOfGuest } from "./guests";
import { guestPath, nodePath } from "./links";
import { heatOf, isOnline, labelOf, nodeWord, placeOfNode, statusOfNode, updatesWords } from "./nodes";
import { type Thresholds, guestTrigger, nodeTrigger } from "./thresholds";
import type { Alert, Guest, Node } from "./types";

/** What the figures of a row depend on besides the row itself; everything is read anew each time. */
export interface Surroundings {
  thresholds(): Thresholds;
  alertsOf(): ReadonlyMap<string, readonly Alert[]>;
  /** The guests of each node by its place. */
  guestsAt(): ReadonlyMap<string, readonly RatedGuest[]>;
  readonly trends: { of(id: string, metric: Metric): readonly (number | undefined)[] | undefined };
  now(): number;
  /** In what temperatures are shown. */
  degrees(): Degrees;
}

/** Everything that the row of a node shows. Its members are read anew each time, so they follow the live state. */
export type NodeFigures = ReturnType<typeof nodeFigures>;

/** The figures of a node. */
export function nodeFigures(node: Node, around: Surroundings) {
  const trigger = (metric: string) => nodeTrigger(around.thresholds(), node, metric);
  return {
    href: nodePath(node.id),
    get name() {
      return labelOf(node);
    },
    get status(): Status {
      return statusOfNode(node, around.alertsOf().get(node.id), around.now());
    },
    get word() {
      return nodeWord(node);
    },
    get stale() {
      return !isOnline(node);
    },
    get cpu() {
      return { value: inPercent(node.cpu), trigger: trigger("cpu") };
    },
    get memory() {
      return { value: node.memory?.usage, trigger: trigger("memory") };
    },
    get root() {
      return { value: node.disk?.usage, trigger: trigger("disk") };
    },
    get load() {
      return load(node.loadAverage?.[0]);
    },
    get heat() {
      return temperature(heatOf(node), around.degrees());
    },
    get updates() {
      return node.updates === undefined ? "–" : String(node.updates.pending);
    },
    get updatesTitle() {
      return updatesWords(node);
    },
    get trend() {
      return around.trends.of(node.id, "cpu");
    },
    get guests() {
      return cellsOf(around.guestsAt().get(placeOfNode(node)) ?? []);
    },
    get up() {
      if (node.staleSince !== undefined) return `since ${since(node.staleSince, around.now())}`;
      return node.upSince === undefined ? "–" : duration(around.now() - node.upSince);
    },
    get upTitle() {
      const at = node.staleSince ?? node.upSince;
      return at === undefined ? undefined : `since ${fullTime(at)}`;
    },
    get reason() {
      return node.staleReason;
    },
  };
}

/** Everything that a short row of a guest shows. */
export type GuestFigures = ReturnType<typeof guestFigures>;

/** The figures of a guest. */
export function guestFigures(guest: Guest, around: Surroundings) {
  return {
    href: guestPath(guest.id),
    get name() {
      return guest.name;
    },
    get status(): Status {
      return statusOfGuest(guest, around.alertsOf().get(guest.id), around.now());
    },
    get stale() {
      return guest.stale === true;
    },
    get dim() {
      return ownStatusOf(guest) !== "running";
    },
    get cpu() {
      return { value: hasFigures(guest) ? inPercent(guest.cpu) : undefined, trigger: guestTrigger(around.thresholds(), guest, "cpu") };
    },
    get memory() {
      const trigger = guest.memoryHostView ? undefined : guestTrigger(around.thresholds(), guest, "memory");
      return { value: hasFigures(guest) ? guest.memory?.usage : undefined, trigger };
    },
    get memoryTotal() {
      return guest.memory?.total;
    },
    get trend() {
      return around.trends.of(guest.id, "cpu");
    },
  };
}

/** One cell per guest, worst first; the stopped ones last. */
function cellsOf(guests: readonly RatedGuest[]) {
  const order = inOrder<RatedGuest>(
    byNumber(({ status }) => rankOf(status)),
    byText(({ guest }) => guest.name),
  );
  return sorted(guests, order).map(({ guest, status }) => ({
    id: guest.id,
    name: guest.name,
    href: guestPath(guest.id),
    status,
    step: loadStep(guest),
  }));
}

function inPercent(share: number | undefined): number | undefined {
  return share === undefined ? undefined : share * 100;
}
