import { kindAndId } from "../../domain/guests";
import { guestPath, nodePath, storagePath } from "../../domain/links";
import { clusterOf, labelOf } from "../../domain/nodes";
import { type SettingsPage } from "../../domain/settingsPages";
import { whereIs } from "../../domain/storage";
import type { Guest, Node, Storage } from "../../domain/types";
import type { Entry } from "./entries";

/** Something that the search found. */
export interface Found {
  readonly kind: "page" | "node" | "vm" | "container" | "storage";
  readonly id: string;
  readonly name: string;
  /** What tells it from others of that name. */
  readonly where: string;
  readonly href: string;
}

/** Where the search looks. */
export interface SearchSpace {
  readonly pages: readonly Entry[];
  /** Pages of the settings; they are found, but not among the pages of an empty query. */
  readonly settings?: readonly SettingsPage[];
  readonly nodes: readonly Node[];
  readonly guests: readonly Guest[];
  readonly storages: readonly Storage[];
}

const limit = 12;

/** What matches every word of the query; names that begin with it come first. An empty query gives the pages. */
export function search(space: SearchSpace, query: string): Found[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const candidates = [...pagesOf(space), ...(words.length === 0 ? [] : [...settingsOf(space), ...guestsOf(space), ...nodesOf(space), ...storagesOf(space)])];
  const matches = candidates.filter(({ text }) => words.every((word) => text.includes(word)));
  const first = words[0] ?? "";
  const rank = ({ found }: Candidate) => (found.name.toLowerCase().startsWith(first) ? 0 : found.name.toLowerCase().includes(first) ? 1 : 2);
  return matches
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, limit)
    .map(({ found }) => found);
}

interface Candidate {
  readonly found: Found;
  /** All words by which it is found. */
  readonly text: string;
}

function candidate(found: Found, ...words: readonly string[]): Candidate {
  return { found, text: [found.name, found.where, ...words].join(" ").toLowerCase() };
}

function pagesOf({ pages }: SearchSpace): Candidate[] {
  return pages.map(({ label, href }) => candidate({ kind: "page", id: href, name: label, where: "page", href }));
}

function settingsOf({ settings = [] }: SearchSpace): Candidate[] {
  return settings.map(({ label, href, words = "" }) => candidate({ kind: "page", id: href, name: label, where: "settings", href }, words));
}

function nodesOf({ nodes }: SearchSpace): Candidate[] {
  return nodes.map((node) =>
    candidate({ kind: "node", id: node.id, name: labelOf(node), where: `node of ${clusterOf(node)}`, href: nodePath(node.id) }, node.host),
  );
}

function guestsOf({ guests }: SearchSpace): Candidate[] {
  return guests.map((guest) => {
    const address = guest.ipAddresses?.[0];
    const where = [kindAndId(guest), guest.node, ...(address === undefined ? [] : [address])].join(", ");
    const kind = guest.type === "qemu" ? "vm" : "container";
    return candidate(
      { kind, id: guest.id, name: guest.name, where, href: guestPath(guest.id) },
      ...(guest.tags ?? []),
      ...(guest.ipAddresses ?? []),
    );
  });
}

function storagesOf({ storages }: SearchSpace): Candidate[] {
  return storages.map((storage) =>
    candidate({ kind: "storage", id: storage.id, name: storage.name, where: `${storage.type}, ${whereIs(storage)}`, href: storagePath(storage.id) }),
  );
}
