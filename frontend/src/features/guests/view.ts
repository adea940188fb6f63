import { useSearchParams } from "@solidjs/router";
import { type Accessor, createMemo } from "solid-js";
import { type Sort, type SortKey, sortKeys } from "./order";

/** By what the rows stand together. */
export type Grouping = "node" | "cluster" | "tag" | "none";

/** Which guests a segment shows. */
export type Segment = "all" | "problems" | "running" | "unknown" | "stopped";

/** What the address says about the list. */
export interface GuestView {
  readonly query: Accessor<string>;
  readonly grouping: Accessor<Grouping>;
  readonly sort: Accessor<Sort>;
  readonly segment: Accessor<Segment>;
  /** Id of the guest in the panel. */
  readonly peek: Accessor<string | undefined>;
  setQuery(query: string): void;
  setGrouping(grouping: Grouping): void;
  setSegment(segment: Segment): void;
  setPeek(id: string | undefined): void;
  /** Shows all guests again. */
  clearFilter(): void;
  /** Sorts by a column; the same column again turns the order, and then goes back to worst first. */
  sortBy(key: SortKey): void;
}

const groupings: readonly Grouping[] = ["node", "cluster", "tag", "none"];
const segments: readonly Segment[] = ["all", "problems", "running", "unknown", "stopped"];

/** Keeps the view of the list in the address, so that it can be shared. */
export function createGuestView(): GuestView {
  const [address, setAddress] = useSearchParams();
  const peek = () => first(address.peek);
  const sort = createMemo(() => parseSort(first(address.sort)));
  const change = (values: Record<string, string | undefined>) => setAddress(values, { replace: true, scroll: false });

  return {
    query: () => first(address.q) ?? "",
    grouping: () => groupings.find((one) => one === first(address.group)) ?? "node",
    sort,
    segment: () => segments.find((one) => one === first(address.state)) ?? "all",
    peek,
    setQuery: (text) => change({ q: text === "" ? undefined : text }),
    setGrouping: (one) => change({ group: one === "node" ? undefined : one }),
    setSegment: (one) => change({ state: one === "all" ? undefined : one }),
    setPeek: (id) => change({ peek: id }),
    clearFilter: () => change({ q: undefined, state: undefined }),
    sortBy: (key) => change({ sort: writeSort(nextSort(sort(), key)) }),
  };
}

/** "-memory" is the largest memory first, "name" is by name, nothing is worst first. */
export function parseSort(written: string | undefined): Sort {
  const down = written?.startsWith("-") === true;
  const key = sortKeys.find((one) => one === (down ? written.slice(1) : written));
  return key === undefined || key === "worst" ? { key: "worst", down: false } : { key, down };
}

/** The order after a click on the head of a column. */
export function nextSort(now: Sort, key: SortKey): Sort {
  const firstDown = key !== "name" && key !== "node" && key !== "id";
  if (now.key !== key) return { key, down: firstDown };
  return now.down === firstDown ? { key, down: !firstDown } : { key: "worst", down: false };
}

/** The order as it stands in the address; undefined for worst first. */
export function writeSort({ key, down }: Sort): string | undefined {
  return key === "worst" ? undefined : `${down ? "-" : ""}${key}`;
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
