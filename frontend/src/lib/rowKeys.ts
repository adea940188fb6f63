import { type Accessor, createMemo, createSignal } from "solid-js";
import { createKeys } from "./keys";

/** Where the keyboard is in a list, and which rows are selected. */
export interface RowKeys {
  /** Id of the row where the keyboard is. */
  readonly cursor: Accessor<string | undefined>;
  readonly selected: Accessor<ReadonlySet<string>>;
  /** What a click on a row means: Ctrl adds it to the selection, Shift everything up to it. */
  click(id: string, event: MouseEvent): void;
  toggle(id: string): void;
  clear(): void;
}

/** What a list does with its keys. */
export interface RowKeyOptions {
  readonly ids: Accessor<readonly string[]>;
  /** Where the keyboard was put; the list may depend on it. */
  readonly at: Accessor<string | undefined>;
  readonly setAt: (id: string | undefined) => void;
  /** Goes to the page of a row. */
  readonly open: (id: string) => void;
  /** The row in the panel. */
  readonly peek: Accessor<string | undefined>;
  readonly setPeek: (id: string | undefined) => void;
  /** What Escape does when neither panel nor selection nor cursor is left. */
  readonly leave?: () => boolean;
  /** What "a" does, told the row where the keyboard is. */
  readonly acknowledge?: (id: string | undefined) => void;
  /** Further letters of the list, told the same; false when there was nothing to do. */
  readonly more?: Readonly<Record<string, (id: string | undefined) => boolean>>;
}

const page = 12;

/** The keys of every list: j k or arrows, Home, End, x, Shift+x, Enter, Space, Escape. */
export function createRowKeys(options: RowKeyOptions): RowKeys {
  const [marked, setMarked] = createSignal<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = createSignal<string>();
  const cursor = createMemo(() => (options.ids().includes(options.at() ?? "") ? options.at() : undefined));
  const selected = createMemo(() => new Set(options.ids().filter((id) => marked().has(id))));

  const put = (id: string | undefined) => {
    options.setAt(id);
    if (id !== undefined && options.peek() !== undefined) options.setPeek(id);
  };
  const move = (steps: number): boolean => {
    const ids = options.ids();
    const at = cursor() === undefined ? (steps > 0 ? -1 : ids.length) : ids.indexOf(cursor() ?? "");
    put(ids[Math.max(0, Math.min(ids.length - 1, at + steps))]);
    return ids.length > 0;
  };
  const toggle = (id: string) => {
    setAnchor(id);
    setMarked((before) => new Set(before.has(id) ? [...before].filter((other) => other !== id) : [...before, id]));
  };
  const extendTo = (id: string) => {
    const ids = options.ids();
    const [from, to] = [ids.indexOf(anchor() ?? id), ids.indexOf(id)].sort((a, b) => a - b);
    setMarked((before) => new Set([...before, ...ids.slice(Math.max(0, from ?? 0), (to ?? 0) + 1)]));
  };
  const clear = () => setMarked(new Set<string>());
  const atCursor = (act: (id: string) => void): boolean => {
    const id = cursor();
    if (id !== undefined) act(id);
    return id !== undefined;
  };
  const escape = () => {
    if (options.peek() !== undefined) options.setPeek(undefined);
    else if (selected().size > 0) clear();
    else if (cursor() !== undefined) options.setAt(undefined);
    else return options.leave?.() ?? false;
    return true;
  };

  const here = () => cursor() ?? options.peek();
  // eslint-disable-next-line solid/reactivity -- called by a key, never while drawing
  const more = Object.entries(options.more ?? {}).map(([key, act]) => [key, () => act(here())] as const);
  createKeys({
    ...Object.fromEntries(more),
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    PageDown: () => move(page),
    PageUp: () => move(-page),
    Home: () => move(-Infinity),
    End: () => move(Infinity),
    x: ({ shiftKey }) => atCursor(shiftKey ? extendTo : toggle),
    Enter: () => atCursor((id) => options.open(id)),
    " ": () => atCursor((id) => options.setPeek(options.peek() === id ? undefined : id)),
    Escape: escape,
    a: () => options.acknowledge !== undefined && (options.acknowledge(cursor() ?? options.peek()), true),
  });

  return {
    cursor,
    selected,
    toggle,
    clear,
    click(id, event) {
      options.setAt(id);
      if (event.ctrlKey || event.metaKey) toggle(id);
      else if (event.shiftKey) extendTo(id);
      else {
        setAnchor(id);
        options.setPeek(id);
      }
    },
  };
}
