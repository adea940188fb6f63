import type { Component } from "solid-js";
import Archive from "lucide-solid/icons/archive";
import Bell from "lucide-solid/icons/bell";
import Boxes from "lucide-solid/icons/boxes";
import Container from "lucide-solid/icons/container";
import Database from "lucide-solid/icons/database";
import HardDrive from "lucide-solid/icons/hard-drive";
import LayoutDashboard from "lucide-solid/icons/layout-dashboard";
import Mail from "lucide-solid/icons/mail";
import Server from "lucide-solid/icons/server";
import Settings from "lucide-solid/icons/settings";
import { isNew, statusOfAlert } from "../../domain/alerts";
import { gaugesOf } from "../../domain/mailQueues";
import { statusOfNode } from "../../domain/nodes";
import { ratedJobs, statusOfPbs } from "../../domain/pbs";
import { statusOfPmg } from "../../domain/pmg";
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
  { label: "Docker", href: "/docker", key: "d", icon: Container, group: 2, present: (live) => live.dockerHosts().length > 0, tally: dockerTally },
  { label: "Storage", href: "/storage", key: "s", icon: HardDrive, group: 3, present: watchesPve, tally: storageTally },
  { label: "Backups", href: "/backups", key: "b", icon: Archive, group: 3, present: watchesPve, tally: backupTally },
  { label: "Backup servers", href: "/backup-servers", key: "p", icon: Database, group: 3, present: watches("pbs", (live) => live.estate.pbs), tally: pbsTally },
  { label: "Mail", href: "/mail", key: "m", icon: Mail, group: 3, present: watches("pmg", (live) => live.estate.pmg), tally: mailTally },
  { label: "Settings", href: "/settings", key: ",", icon: Settings, group: 4, present: always },
];

/** The entries that have something behind them. */
export function presentEntries(live: Live): Entry[] {
  return entries.filter((entry) => entry.present(live));
}

function watchesPve(live: Live): boolean {
  return live.nodes().length > 0 || live.estate.connections.some((connection) => connection.type === "pve");
}

/** Whether there is a connection of that kind, or already a row. */
function watches(type: string, rows: (live: Live) => object) {
  return (live: Live) => Object.keys(rows(live)).length > 0 || live.estate.connections.some((connection) => connection.type === type);
}

function dockerTally(live: Live): Tally {
  return tallyOf(live.dockerHosts().flatMap(({ status, containers }) => (needsSomebody(status) ? [status] : containers.map((one) => one.status))));
}

function backupTally(live: Live): Tally {
  const { rows, known } = live.backups();
  return known ? tallyOf(rows.map(({ status }) => status)) : { count: 0 };
}

function pbsTally(live: Live): Tally {
  const servers = Object.values(live.estate.pbs);
  const states = servers.map((server) => worstOf([statusOfPbs(server, live.alertsOf().get(server.id), live.now()), ...ratedJobs(server).map(({ status }) => status).filter(needsSomebody)]));
  return tallyOf(states.filter((status) => status !== undefined));
}

function mailTally(live: Live): Tally {
  const states = Object.values(live.estate.pmg).map((gateway) => {
    const own = statusOfPmg(gateway, live.alertsOf().get(gateway.id), live.now());
    return worstOf([own, ...gaugesOf(gateway, live.thresholds().mail).map(({ status }) => status).filter((status) => status === "critical" || status === "warning")]) ?? own;
  });
  return tallyOf(states);
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
