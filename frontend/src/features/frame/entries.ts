import type { Component } from "solid-js";
import Bell from "lucide-solid/icons/bell";
import Boxes from "lucide-solid/icons/boxes";
import HardDrive from "lucide-solid/icons/hard-drive";
import LayoutDashboard from "lucide-solid/icons/layout-dashboard";
import Server from "lucide-solid/icons/server";
import Settings from "lucide-solid/icons/settings";
import { isNew, statusOfAlert } from "../../domain/alerts";
import { statusOfNode } from "../../domain/nodes";
import { hasSize, statusOfStorage } from "../../domain/storage";
import { type Status, needsSomebody, worstOf } from "../../lib/status";
import type { Live } from "../../live/live";

/** What stands behind an entry: how many there are, or how many are in trouble and how bad. */
export interface Tally {
  readonly count: number;
  readonly worst?: Status;
}

/** A page of the navigation. */
export interface Entry {
  readonly label: string;
  readonly href: string;
  /** Second key after g. */
  readonly key: string;
  readonly icon: Component<{ class?: string }>;
  /** Entries of one group stand together. */
  readonly group: number;
  /** Whether anything of that kind is watched at all. */
  readonly present: (live: Live) => boolean;
  readonly tally?: (live: Live) => Tally;
}

const always = () => true;

/** The pages in the order of the navigation. */
export const entries: readonly Entry[] = [
  { label: "Overview", href: "/", key: "o", icon: LayoutDashboard, group: 1, present: always },
  { label: "Alerts", href: "/alerts", key: "a", icon: Bell, group: 1, present: always, tally: alertTally },
  { label: "Nodes", href: "/nodes", key: "n", icon: Server, group: 2, present: watchesPve, tally: nodeTally },
  { label: "Guests", href: "/guests", key: "g", icon: Boxes, group: 2, present: watchesPve, tally: guestTally },
  { label: "Storage", href: "/storage", key: "s", icon: HardDrive, group: 3, present: watchesPve, tally: storageTally },
  { label: "Settings", href: "/settings", key: ",", icon: Settings, group: 4, present: always },
];

/** The entries that have something behind them. */
export function presentEntries(live: Live): Entry[] {
  return entries.filter((entry) => entry.present(live));
}

function watchesPve(live: Live): boolean {
  return live.nodes().length > 0 || live.estate.connections.some((connection) => connection.type === "pve");
}

function alertTally(live: Live): Tally {
  const now = live.now();
  const open = live.alerts().filter((alert) => isNew(alert, now));
  return { count: open.length, worst: worstOf(open.map((alert) => statusOfAlert(alert, now))) };
}

function nodeTally(live: Live): Tally {
  return tallyOf(live.nodes().map((node) => statusOfNode(node, live.alertsOf().get(node.id), live.now())));
}

function guestTally(live: Live): Tally {
  return tallyOf(live.ratedGuests().map(({ status }) => status));
}

function storageTally(live: Live): Tally {
  const storages = live.storages().filter(hasSize);
  return tallyOf(storages.map((storage) => statusOfStorage(storage, live.alertsOf().get(storage.id), live.now())));
}

function tallyOf(states: readonly Status[]): Tally {
  const troubled = states.filter(needsSomebody);
  if (troubled.length === 0) return { count: states.length };
  const worst = worstOf(troubled);
  return { count: troubled.filter((status) => status === worst).length, worst };
}
