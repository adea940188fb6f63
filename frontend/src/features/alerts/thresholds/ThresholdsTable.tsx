import { For, Match, Show, Switch, createEffect, createMemo, createSignal, on } from "solid-js";
import { type AlertConfig } from "../../../domain/alertConfig";
import { GroupRow, HeadCell, HeadRow, Table } from "../../../ui/Table";
import { useLive } from "../../../live/live";
import { useSession } from "../../../live/session";
import { VirtualRows } from "../../../ui/VirtualRows";
import { createMedia, phone } from "../../../lib/media";
import { counted } from "../../../lib/words";
import { hasOwn } from "../../../domain/limitCells";
import { type CellActions, PinnedRow, ResourceRow } from "./ThresholdRow";
import styles from "./Thresholds.module.css";
import { type ColumnKey, alertsColumn, cellId, cellOf, emptied, nextIn, stateColumn, typedInto } from "./cells";
import { type Grid, type Place, createGrid } from "./grid";
import { type GridRow, type Kind, type Resource, linesOf, metricsOf, pinnedOf } from "./rows";

interface ThresholdsTableProps {
  readonly kind: Kind;
  readonly rows: readonly Resource[];
  readonly config: AlertConfig;
  readonly onChange: (config: AlertConfig) => void;
  /** How often each resource alerted in the last 30 days; undefined while that is not known. */
  readonly fired: ReadonlyMap<string, number> | undefined;
  /** Path of the member that the server did not take. */
  readonly refused?: string;
  /** Given the state of the table, for those who act on its selection. */
  readonly onGrid: (grid: Grid) => void;
}

const headHeight = 27;
const heights = { head: 29, row: 28, phone: 44, pinned: 30 };

/** The thresholds of every resource of a kind, changed in their cells. */
export function ThresholdsTable(props: ThresholdsTableProps) {
  const session = useSession();
  const live = useLive();
  const onPhone = createMedia(phone);
  const [scroller, setScroller] = createSignal<HTMLElement>();
  const [closed, setClosed] = createSignal<ReadonlySet<string>>(new Set());
  const metrics = createMemo(() => metricsOf(props.kind));
  const pinned = createMemo(() => pinnedOf(props.kind));
  const lines = createMemo(() => linesOf(props.rows, closed()));
  const gridRows = createMemo((): GridRow[] => [...pinned(), ...lines().flatMap((line) => (line.kind === "row" ? [line.row] : []))]);
  const byKey = createMemo(() => new Map(gridRows().map((row) => [row.key, row])));
  const state = () => props.kind.sorts.map((sort) => sort.state?.label).find((label) => label !== undefined);
  const columns = createMemo((): ColumnKey[] => [...metrics().map(({ key }) => key), ...(state() === undefined ? [] : [stateColumn]), alertsColumn]);
  const most = createMemo(() => Math.max(1, ...(props.fired?.values() ?? [])));

  /** Changes the configuration by what a cell does, when its row is still there. */
  const changeBy = (place: Place, act: (config: AlertConfig, row: GridRow, column: ColumnKey) => AlertConfig) => {
    const row = byKey().get(place.row);
    if (row !== undefined && session.mayChange()) props.onChange(act(props.config, row, place.column));
  };
  const editOf = ({ row, column }: Place) => {
    const found = byKey().get(row);
    return found === undefined || !session.mayChange() ? "none" : cellOf(props.config, found, column, live.degrees()).edit;
  };
  const grid = createGrid({
    rows: gridRows,
    columns,
    selects: session.mayChange,
    activate(place) {
      if (editOf(place) === "choose") changeBy(place, nextIn);
      return editOf(place) === "type";
    },
    takesText: (place) => editOf(place) === "type",
    reset: (place) => changeBy(place, emptied),
  });
  // eslint-disable-next-line solid/reactivity -- the table is made for one owner and tells it once
  props.onGrid(grid);

  const focusGrid = () => scroller()?.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true });
  createEffect(on(grid.editing, (text, before) => text === undefined && before !== undefined && focusGrid(), { defer: true }));
  const actions: CellActions = {
    click(row, column) {
      const place = { row: row.key, column };
      if (editOf(place) === "type") grid.edit(place);
      else grid.put(place);
      if (editOf(place) === "choose") props.onChange(nextIn(props.config, row, column));
    },
    type(row, column, text) {
      const typed = typedInto(props.config, row, column, text, live.degrees());
      if ("value" in typed && typed.value !== props.config) props.onChange(typed.value);
      return typed;
    },
  };
  const shared = { grid, actions, columns: columns };
  const revealed = createMemo(() => lines().findIndex((line) => line.key === grid.at()?.row));
  const pinnedHeight = () => headHeight + 1 + pinned().length * (onPhone() ? heights.phone : heights.pinned);
  const own = (rows: readonly Resource[]) => rows.filter(({ id }) => hasOwn(props.config, id)).length;
  const toggle = (name: string) => setClosed((before) => new Set(before.has(name) ? [...before].filter((other) => other !== name) : [...before, name]));

  return (
    <div
      ref={setScroller}
      class={styles.scroller}
      onKeyDown={(event) => {
        if (event.target instanceof Element && event.target.getAttribute("role") === "grid" && grid.key(event)) event.preventDefault();
      }}
    >
      <Table
        label={`Thresholds of ${props.kind.label.toLowerCase()}`}
        columns={`16px minmax(150px, 1fr) repeat(${columns().length}, 84px) 92px`}
        grid="multiple"
        rows={lines().length + pinned().length + 1}
        active={activeId(grid)}
        class={styles.table}
      >
        <div class={styles.pinned}>
          <HeadRow>
            <HeadCell label="Selected" />
            <HeadCell>Name</HeadCell>
            <For each={metrics()}>{({ label }) => <HeadCell align="end">{label}</HeadCell>}</For>
            <Show when={state()}>{(label) => <HeadCell align="end">{label()}</HeadCell>}</Show>
            <HeadCell align="end">Alerts</HeadCell>
            <HeadCell align="end">Fired in 30 d</HeadCell>
          </HeadRow>
          <For each={pinned()}>{(row, index) => <PinnedRow row={row} index={index() + 2} config={props.config} refused={props.refused} {...shared} />}</For>
        </div>
        <VirtualRows
          count={lines().length}
          height={(index) => (lines()[index]?.kind === "head" ? heights.head : onPhone() ? heights.phone : heights.row)}
          scroller={scroller}
          top={pinnedHeight()}
          reveal={revealed()}
          version={lines()}
          row={(index) => (
            <Switch>
              <Match when={headAt(lines()[index()])}>
                {(head) => (
                  <GroupRow name={head().name} open={head().open} onToggle={() => toggle(head().name)} index={index() + pinned().length + 2}>
                    {counted(head().rows.length, "row")}
                    <Show when={own(head().rows) > 0}> · {counted(own(head().rows), "override")}</Show>
                  </GroupRow>
                )}
              </Match>
              <Match when={resourceAt(lines()[index()])}>
                {(row) => <ResourceRow row={row()} index={index() + pinned().length + 2} config={props.config} refused={props.refused} fired={props.fired === undefined ? undefined : (props.fired.get(row().id) ?? 0)} most={most()} {...shared} />}
              </Match>
            </Switch>
          )}
        />
      </Table>
    </div>
  );
}

type AnyLine = ReturnType<typeof linesOf>[number] | undefined;

function headAt(line: AnyLine) {
  return line?.kind === "head" ? line : undefined;
}

function resourceAt(line: AnyLine) {
  return line?.kind === "row" ? line.row : undefined;
}

function activeId(grid: Grid): string | undefined {
  const at = grid.at();
  return at === undefined ? undefined : cellId(at.row, at.column);
}
