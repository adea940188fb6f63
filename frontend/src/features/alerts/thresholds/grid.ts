import { type Accessor, createMemo, createSignal } from "solid-js";
import type { ColumnKey } from "./cells";
import type { GridRow } from "./rows";

/** A cell by its row and its column. */
export interface Place {
  readonly row: string;
  readonly column: ColumnKey;
}

/** Where the keyboard is in the table, what is being edited, and which rows are selected. */
export interface Grid {
  readonly at: Accessor<Place | undefined>;
  /** The text with which the cell at the cursor is being edited; undefined while none is. */
  readonly editing: Accessor<string | undefined>;
  readonly selected: Accessor<ReadonlySet<string>>;
  put(place: Place): void;
  /** Opens the editor of a cell; the text takes the place of what stands in it. */
  edit(place: Place, text?: string): void;
  /** Closes the editor and goes to a neighbour. */
  leave(direction: "stay" | "down" | "up" | "right" | "left"): void;
  toggle(row: string, extend?: boolean): void;
  select(rows: readonly string[]): void;
  /** Handles a key; gives whether it was one of the table's. */
  key(event: KeyboardEvent): boolean;
}

/** What the table does with its keys. */
export interface GridOptions {
  /** Every row that the keyboard can reach, in order. */
  readonly rows: Accessor<readonly GridRow[]>;
  readonly columns: Accessor<readonly ColumnKey[]>;
  /** Whether rows can be selected. */
  readonly selects: Accessor<boolean>;
  /** Enter or F2 on a cell: gives whether an editor is to be opened. */
  readonly activate: (place: Place) => boolean;
  /** Whether a cell takes text. */
  readonly takesText: (place: Place) => boolean;
  /** Del on a cell. */
  readonly reset: (place: Place) => void;
}

const page = 12;

/** The keys of a table of cells: arrows, Home, End, Page, Enter, digits, Del, x, Ctrl+A, Escape. */
export function createGrid(options: GridOptions): Grid {
  const [place, setPlace] = createSignal<Place>();
  const [editing, setEditing] = createSignal<string>();
  const [marked, setMarked] = createSignal<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = createSignal<string>();
  const ids = createMemo(() => options.rows().map(({ key }) => key));
  const selectable = createMemo(() => (options.selects() ? options.rows().flatMap((row) => (row.kind === "resource" ? [row.key] : [])) : []));
  const selected = createMemo(() => {
    const all = new Set(selectable());
    return new Set([...marked()].filter((key) => all.has(key)));
  });
  const at = createMemo(() => {
    const now = place();
    return now !== undefined && ids().includes(now.row) && options.columns().includes(now.column) ? now : undefined;
  });

  const first = (): Place | undefined => {
    const [row, column] = [ids()[0], options.columns()[0]];
    return row === undefined || column === undefined ? undefined : { row, column };
  };
  const move = (down: number, right: number): boolean => {
    const from = at();
    if (from === undefined) return setPlace(first()) !== undefined;
    const row = stepped(ids(), from.row, down);
    const column = stepped(options.columns(), from.column, right);
    setPlace({ row, column });
    return true;
  };
  const leave: Grid["leave"] = (direction) => {
    setEditing(undefined);
    if (direction === "down") move(1, 0);
    if (direction === "up") move(-1, 0);
    if (direction === "right") move(0, 1);
    if (direction === "left") move(0, -1);
  };
  const toggle = (row: string, extend = false) => {
    const all = selectable();
    if (!all.includes(row)) return;
    if (extend) {
      const [from = 0, to = 0] = [all.indexOf(anchor() ?? row), all.indexOf(row)].sort((a, b) => a - b);
      setMarked((before) => new Set([...before, ...all.slice(Math.max(0, from), to + 1)]));
    } else setMarked((before) => new Set(before.has(row) ? [...before].filter((other) => other !== row) : [...before, row]));
    setAnchor(row);
  };
  const atCursor = (act: (place: Place) => void): boolean => {
    const now = at();
    if (now !== undefined) act(now);
    return now !== undefined;
  };
  const mark = (extend: boolean): boolean => {
    const now = at();
    if (now !== undefined) toggle(now.row, extend);
    return now !== undefined;
  };
  const activate = (now: Place) => {
    if (options.activate(now)) setEditing("");
  };
  const actions: Readonly<Record<string, (event: KeyboardEvent) => boolean>> = {
    ArrowDown: () => move(1, 0),
    ArrowUp: () => move(-1, 0),
    ArrowRight: () => move(0, 1),
    ArrowLeft: () => move(0, -1),
    PageDown: () => move(page, 0),
    PageUp: () => move(-page, 0),
    Home: ({ ctrlKey }) => move(ctrlKey ? -Infinity : 0, -Infinity),
    End: ({ ctrlKey }) => move(ctrlKey ? Infinity : 0, Infinity),
    Enter: () => atCursor(activate),
    F2: () => atCursor(activate),
    " ": () => atCursor(activate),
    Delete: () => atCursor(options.reset),
    Backspace: () => atCursor(options.reset),
    x: ({ shiftKey }) => mark(shiftKey),
    X: () => mark(true),
    Escape: () => {
      const some = selected().size > 0;
      setMarked(new Set<string>());
      return some;
    },
  };

  return {
    at,
    editing: () => (at() === undefined ? undefined : editing()),
    selected,
    put: (next) => {
      setEditing(undefined);
      setPlace(next);
    },
    edit(next, text = "") {
      setPlace(next);
      setEditing(text);
    },
    leave,
    toggle,
    select: (rows) => setMarked(new Set(rows)),
    key(event) {
      if (event.metaKey || event.altKey || editing() !== undefined) return false;
      if (event.ctrlKey && event.key === "a") {
        setMarked(new Set(selectable()));
        return true;
      }
      if (event.ctrlKey && !["Home", "End"].includes(event.key)) return false;
      const action = actions[event.key];
      if (action !== undefined) return action(event);
      const now = at();
      if (now === undefined || !/^[\doO]$/.test(event.key) || !options.takesText(now)) return false;
      setEditing(event.key);
      return true;
    },
  };
}

function stepped<T>(all: readonly T[], from: T, by: number): T {
  const index = Math.max(0, Math.min(all.length - 1, all.indexOf(from) + by));
  return all[index] ?? from;
}
