import { dueAt } from "../../domain/forecast";
import { fullestFirst, isShared, statusOfStorage } from "../../domain/storage";
import type { Alert, Node, Storage } from "../../domain/types";
import { type Order, byNumber, byNumberDown, byText, groupBy, inOrder, sorted } from "../../lib/compare";
import { type Status, needsSomebody, rankOf } from "../../lib/status";
import { since } from "../../lib/time";
import { capital, counted, inWords } from "../../lib/words";

/** The states of storages, where they have other words than elsewhere. */
export const storageWords: Readonly<Partial<Record<Status, string>>> = { running: "Available", stopped: "Switched off", unknown: "Not reached" };

/** By what storages can be sorted. */
export const storageSorts = ["full", "name", "where", "used", "free", "size", "due"] as const;

/** One of them. */
export type StorageSort = (typeof storageSorts)[number];

/** A storage with its state and its trigger. */
export interface RatedStorage {
  readonly storage: Storage;
  readonly status: Status;
  readonly trigger: number | undefined;
}

const orders: Record<StorageSort, (down: boolean) => Order<RatedStorage>> = {
  full: () => inOrder(byNumber(({ status }: RatedStorage) => rankOf(status)), (a, b) => fullestFirst(a.storage, b.storage)),
  name: (down) => turned(byText(({ storage }) => storage.name), down),
  where: (down) => turned(byText(({ storage }) => placeWords(storage)), down),
  used: (down) => (down ? byNumberDown : byNumber)(({ storage }) => storage.usage),
  free: (down) => (down ? byNumberDown : byNumber)(({ storage }) => freeOf(storage)),
  size: (down) => (down ? byNumberDown : byNumber)(({ storage }) => sizeOf(storage)),
  due: (down) => inOrder((down ? byNumberDown : byNumber)(({ storage }: RatedStorage) => dueAt(storage.forecast)), (a, b) => fullestFirst(a.storage, b.storage)),
};

function turned<T>(order: Order<T>, down: boolean): Order<T> {
  return down ? (a, b) => order(b, a) : order;
}

/** The storages by cluster or connection, in order. */
export function storageGroups(rows: readonly RatedStorage[], clusterOf: (storage: Storage) => string, sort: StorageSort, down: boolean): ReadonlyMap<string, readonly RatedStorage[]> {
  const inside = sorted(rows, inOrder(orders[sort](down), byText(({ storage }) => storage.name), byText(({ storage }) => storage.node)));
  return new Map(sorted(groupBy(inside, ({ storage }) => clusterOf(storage)), byText(([name]) => name)));
}

/** The storages whose name, kind, place or content has all the words. */
export function matchingStorages(rows: readonly RatedStorage[], query: string): RatedStorage[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return rows.filter(({ storage }) => {
    const text = [storage.name, storage.type, storage.instance, placeWords(storage), ...(storage.nodes ?? [storage.node]), ...(storage.content ?? [])].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Adds the state and the trigger to each storage. */
export function ratedStorages(storages: readonly Storage[], alertsOf: ReadonlyMap<string, readonly Alert[]>, trigger: (storage: Storage) => number | undefined, now: number): RatedStorage[] {
  return storages.map((storage) => ({ storage, status: statusOfStorage(storage, alertsOf.get(storage.id), now), trigger: trigger(storage) }));
}

/** Where it is: one node, or how many share it. */
export function placeWords(storage: Storage): string {
  const nodes = storage.nodes ?? [];
  if (!isShared(storage)) return storage.node;
  return nodes.length > 1 ? `shared by ${nodes.length}` : "shared";
}

/** The cluster of a storage, by its nodes; its connection when there is none. */
export function clusterNames(nodes: readonly Node[]): (storage: Storage) => string {
  const clusters = new Map(nodes.map((node) => [node.instance, node.clusterName ?? node.instance]));
  return (storage) => clusters.get(storage.instance) ?? storage.instance;
}

/** Free bytes, when they are known. */
export function freeOf(storage: Storage): number | undefined {
  return sizeOf(storage) === undefined ? undefined : storage.free;
}

/** Size in bytes, when there is one. */
export function sizeOf(storage: Storage): number | undefined {
  return (storage.total ?? 0) > 0 ? storage.total : undefined;
}

/** What stands in the last column: what it is for, or why nothing is known. */
export function forWords({ storage, status }: RatedStorage, now: number): string {
  if (storage.stale === true) return storage.staleSince === undefined ? "last values" : `last values of ${since(storage.staleSince, now)}`;
  if (storage.status === "disabled" || storage.enabled === false) return "switched off";
  if (status === "unknown") return storage.status === "" ? "unknown" : `${storage.status}: its node does not reach it`;
  return storage.content?.join(", ") ?? "";
}

/** The sentence at the top: what is worst, or that there is room. */
export function storageSentence(rows: readonly RatedStorage[]): string {
  const away = rows.filter(({ storage, status }) => status === "unknown" && storage.stale !== true);
  const full = sorted(rows.filter(({ storage, trigger }) => storage.usage !== undefined && trigger !== undefined && storage.usage >= trigger), (a, b) => fullestFirst(a.storage, b.storage));
  const [first] = full;
  if (first !== undefined) {
    const share = `${Math.round(first.storage.usage ?? 0)}\u202f%`;
    if (full.length === 1) return `${first.storage.name} is ${share} full.`;
    return `${capital(inWords(full.length))} storages are nearly full, ${first.storage.name} most with ${share}.`;
  }
  if (away[0] !== undefined) return away.length === 1 ? `${away[0].storage.name} cannot be reached.` : `${capital(inWords(away.length))} storages cannot be reached.`;
  return rows.length === 0 ? "No storage yet." : "There is room everywhere.";
}

/** What follows the sentence. */
export function storageNote(rows: readonly RatedStorage[]): string {
  const troubled = rows.filter(({ status }) => needsSomebody(status)).length;
  const stale = rows.filter(({ storage }) => storage.stale === true).length;
  const parts = [counted(rows.length, "storage")];
  if (troubled > 0) parts.push(`${troubled} ${troubled === 1 ? "needs" : "need"} a look`);
  if (stale > 0) parts.push(`${stale} with last values`);
  return `${parts.join(", ")}.`;
}
