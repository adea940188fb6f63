import { type Accessor, createMemo, createSignal } from "solid-js";

/** An order that does not change under the pointer. */
export interface HeldOrder {
  /** The keys as they are shown. */
  readonly shown: Accessor<readonly string[]>;
  /** How many rows would stand elsewhere by now. */
  readonly moved: Accessor<number>;
  /** Sorts again. */
  release(): void;
}

/**
 * Follows an order while nobody is at the rows. While somebody is, rows stay
 * where they are; new ones are put where they belong and vanished ones leave.
 * A change of the view (filter, order, grouping) sorts again at once.
 */
export function createHeldOrder(fresh: Accessor<readonly string[]>, held: Accessor<boolean>, view: Accessor<string>): HeldOrder {
  const [released, release] = createSignal(0);
  interface State {
    readonly view: string;
    readonly released: number;
    readonly shown: readonly string[];
  }
  const state = createMemo<State>((last) => {
    const now = { view: view(), released: released() };
    const keep = last !== undefined && held() && last.view === now.view && last.released === now.released;
    return { ...now, shown: keep ? holdOrder(last.shown, fresh()) : fresh() };
  });
  const moved = createMemo(() => (held() ? movedCount(state().shown, fresh()) : 0));
  return {
    shown: () => state().shown,
    moved,
    release: () => release((count) => count + 1),
  };
}

/** The old order with what is gone left out and what is new behind its fresh neighbour. */
export function holdOrder(old: readonly string[], fresh: readonly string[]): string[] {
  const there = new Set(fresh);
  const known = new Set(old);
  const newBehind = new Map<string | undefined, string[]>();
  let before: string | undefined;
  for (const key of fresh) {
    if (known.has(key)) before = key;
    else push(newBehind, before, key);
  }
  const kept = old.filter((key) => there.has(key)).flatMap((key) => [key, ...(newBehind.get(key) ?? [])]);
  return [...(newBehind.get(undefined) ?? []), ...kept];
}

function push<K>(lists: Map<K, string[]>, at: K, key: string): void {
  const list = lists.get(at);
  if (list === undefined) lists.set(at, [key]);
  else list.push(key);
}

/** The fewest rows that must move to come from one order of the same keys to another. */
export function movedCount(shown: readonly string[], fresh: readonly string[]): number {
  const place = new Map(fresh.map((key, index) => [key, index]));
  const ends: number[] = [];
  for (const key of shown) {
    const at = place.get(key) ?? -1;
    ends[firstAtLeast(ends, at)] = at;
  }
  return shown.length - ends.length;
}

function firstAtLeast(ascending: readonly number[], value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
