import { type CustomRule, betweenOf } from "../../../domain/customRules";
import type { DockerHost } from "../../../domain/docker";
import type { RatedGuest } from "../../../domain/guests";
import type { Between } from "../../../domain/limitCells";
import { type Metric, type Sort, type SortName, sorts } from "../../../domain/limitSorts";
import { whereIs } from "../../../domain/storage";
import type { Estate } from "../../../domain/types";
import { byText, groupBy, inOrder, sorted } from "../../../lib/compare";

/** Kinds of resources that stand in one table. */
export interface Kind {
  readonly name: string;
  readonly label: string;
  readonly sorts: readonly Sort[];
}

/** The tables, in the order of the tabs. */
export const kinds: readonly Kind[] = [
  { name: "guests", label: "Guests", sorts: [sorts.guest] },
  { name: "nodes", label: "Nodes", sorts: [sorts.node] },
  { name: "storage", label: "Storage", sorts: [sorts.storage] },
  { name: "disks", label: "Disks", sorts: [sorts.disk] },
  { name: "docker", label: "Docker", sorts: [sorts.host, sorts.container] },
  { name: "servers", label: "Backup servers", sorts: [sorts.server, sorts.datastore] },
  { name: "mail", label: "Mail", sorts: [sorts.gateway] },
];

/** One resource as a row. */
export interface Resource {
  readonly kind: "resource";
  readonly key: string;
  /** Under which id it has own values. */
  readonly id: string;
  readonly sort: Sort;
  readonly name: string;
  /** Under which head it stands. */
  readonly place: string;
  /** Everything in which a plain word is looked for, in lower case. */
  readonly words: string;
  readonly between?: Between;
  readonly guest?: RatedGuest;
}

/** A pinned row: the defaults of a kind, or for how long their thresholds must be exceeded. */
export type Pinned = PinnedAs<"default"> | PinnedAs<"delay">;

interface PinnedAs<K extends "default" | "delay"> {
  readonly kind: K;
  readonly key: string;
  readonly sort: Sort;
}

/** A row that the keyboard can reach. */
export type GridRow = Resource | Pinned;

/** The pinned rows of a table. */
export function pinnedOf(kind: Kind): Pinned[] {
  return kind.sorts.flatMap((sort): Pinned[] => [
    { kind: "default", key: `default:${sort.name}`, sort },
    ...(sort.metrics.length > 0 && sort.follows === undefined ? [{ kind: "delay" as const, key: `delay:${sort.name}`, sort }] : []),
  ]);
}

/** The metrics that are columns of a table. */
export function metricsOf(kind: Kind): Metric[] {
  const all = kind.sorts.flatMap(({ metrics }) => metrics);
  return [...new Map(all.map((metric) => [metric.key, metric])).values()];
}

/** What the rows are made of. */
export interface Sources {
  readonly estate: Estate;
  readonly guests: readonly RatedGuest[];
  readonly rules: readonly CustomRule[];
}

/** The resources of a table, by place and name. */
export function resourcesOf(kind: Kind, sources: Sources): Resource[] {
  const rows = kind.sorts.flatMap(({ name }) => makers[name](sources));
  return sorted(rows, inOrder(byText(({ place }) => place), byText(({ sort }) => String(kind.sorts.indexOf(sort))), byText(({ name }) => name)));
}

const makers: Readonly<Record<SortName, (sources: Sources) => Resource[]>> = {
  node: ({ estate }) => Object.values(estate.nodes).map((node) => row("node", node.id, node.displayName === "" ? node.name : node.displayName, node.clusterName ?? node.instance, [node.host])),
  guest: ({ guests, rules }) => guests.map((rated) => ({ ...row("guest", rated.guest.id, rated.guest.name, rated.guest.node, [String(rated.guest.vmid), ...(rated.guest.tags ?? [])]), guest: rated, between: betweenOf(rules, rated.guest) })),
  storage: ({ estate }) => Object.values(estate.storage).map((storage) => row("storage", storage.id, storage.name, whereIs(storage), [storage.type, storage.instance])),
  disk: ({ estate }) => Object.values(estate.physicalDisks).map((disk) => row("disk", disk.id, disk.devPath, disk.node, [disk.model, disk.serial, disk.type])),
  host: ({ estate }) => visible(estate).map((host) => row("host", host.id, hostName(host), hostName(host), [host.hostname])),
  container: ({ estate }) => visible(estate).flatMap((host) => host.containers.map((one) => row("container", `docker:${host.id}/${one.id}`, one.name.replace(/^\//, ""), hostName(host), [one.image]))),
  server: ({ estate }) => Object.values(estate.pbs).map((server) => row("server", server.id, server.name, server.name, [server.host])),
  datastore: ({ estate }) => Object.values(estate.pbs).flatMap((server) => server.datastores.map((store) => row("datastore", `${server.id}-${store.name}`, store.name, server.name, []))),
  gateway: ({ estate }) => Object.values(estate.pmg).map((gateway) => row("gateway", gateway.id, gateway.name, gateway.name, [gateway.host])),
};

function row(sort: SortName, id: string, name: string, place: string, words: readonly string[]): Resource {
  return { kind: "resource", key: id, id, sort: sorts[sort], name, place, words: [name, id, place, ...words].join(" ").toLowerCase() };
}

function visible(estate: Estate): DockerHost[] {
  return Object.values(estate.dockerHosts).filter((host) => host.hidden !== true);
}

function hostName(host: DockerHost): string {
  return host.displayName === "" ? host.hostname : host.displayName;
}

/** A line of the list: the head of a place, or a resource. */
export type Line = { readonly kind: "head"; readonly key: string; readonly name: string; readonly rows: readonly Resource[]; readonly open: boolean } | { readonly kind: "row"; readonly key: string; readonly row: Resource };

/** The lines of a list, with the resources of closed places left out. */
export function linesOf(rows: readonly Resource[], closed: ReadonlySet<string>): Line[] {
  return [...groupBy(rows, ({ place }) => place)].flatMap(([name, members]): Line[] => {
    const open = !closed.has(name);
    const head: Line = { kind: "head", key: `head:${name}`, name, rows: members, open };
    return open ? [head, ...members.map((one): Line => ({ kind: "row", key: one.key, row: one }))] : [head];
  });
}
