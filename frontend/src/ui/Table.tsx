import { type JSX, type ParentProps, Show, children, createContext, splitProps, useContext } from "solid-js";
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight } from "./icons";
import styles from "./Table.module.css";

interface TableProps extends ParentProps {
  /** Name of the table for those who listen. */
  readonly label: string;
  /** Widths of the columns as in grid-template-columns. */
  readonly columns: string;
  readonly class?: string;
  /** Rows in all, when not every one is in the page. */
  readonly rows?: number;
  /** Makes it a grid, in which the keyboard moves from row to row; "multiple" when rows can be selected. */
  readonly grid?: "single" | "multiple";
  /** Id of the row element where the keyboard is. */
  readonly active?: string;
}

const GridContext = createContext<() => boolean>(() => false);

/** A table whose rows share one set of column widths. */
export function Table(props: TableProps) {
  const isGrid = () => props.grid !== undefined;
  return (
    <div
      class={`${styles.table} ${props.class ?? ""}`}
      style={{ "--cols": props.columns }}
      role={props.grid === undefined ? "table" : "grid"}
      tabindex={props.grid === undefined ? undefined : 0}
      aria-label={props.label}
      aria-rowcount={props.rows}
      aria-multiselectable={props.grid === "multiple" ? true : undefined}
      aria-activedescendant={props.active}
    >
      <GridContext.Provider value={isGrid}>{props.children}</GridContext.Provider>
    </div>
  );
}

/** The row of column heads. */
export function HeadRow(props: ParentProps<{ class?: string }>) {
  return (
    <div class={`${styles.row} ${styles.head} ${props.class ?? ""}`} role="row">
      {props.children}
    </div>
  );
}

interface HeadCellProps extends ParentProps {
  /** Name of a column that has no visible one. */
  readonly label?: string;
  readonly class?: string;
  readonly align?: "start" | "end";
  /** Extra space on the left, to stand above the bar of a meter. */
  readonly indent?: string;
  /** Present order of this column; absent when the list is sorted by another. */
  readonly sorted?: "ascending" | "descending";
  /** Makes the head a button that sorts. */
  readonly onSort?: () => void;
}

/** Head of a column. */
export function HeadCell(props: HeadCellProps) {
  return (
    <span
      class={`${styles.cell} ${props.class ?? ""}`}
      data-align={props.align}
      role="columnheader"
      aria-sort={props.sorted}
      style={{ "padding-left": props.indent }}
    >
      <Show when={props.label}>
        <span class="heard">{props.label}</span>
      </Show>
      <Show when={props.onSort} fallback={props.children}>
        {(sort) => (
          <button type="button" class={styles.sort} data-sorted={props.sorted} onClick={() => sort()()}>
            {props.children}
            <Show when={props.sorted}>{(order) => (order() === "ascending" ? <ArrowUp class="icon-s" /> : <ArrowDown class="icon-s" />)}</Show>
          </button>
        )}
      </Show>
    </span>
  );
}

interface RowProps extends JSX.HTMLAttributes<HTMLDivElement> {
  readonly selected?: boolean;
  /** Where the keyboard is. */
  readonly cursor?: boolean;
  /** Last known values or something that does not run. */
  readonly dim?: boolean;
  /** Place in the whole list, counted from 1, when not every row is in the page. */
  readonly index?: number;
}

/** One row. */
export function Row(props: RowProps) {
  const [own, rest] = splitProps(props, ["selected", "cursor", "dim", "index", "class"]);
  const inGrid = useContext(GridContext);
  return (
    <div
      {...rest}
      class={`${styles.row} ${styles.body} ${own.class ?? ""}`}
      role="row"
      aria-rowindex={own.index}
      aria-selected={inGrid() ? own.selected === true : undefined}
      data-selected={own.selected === true ? "" : undefined}
      data-cursor={own.cursor === true ? "" : undefined}
      data-dim={own.dim === true ? "" : undefined}
    />
  );
}

interface CellProps extends JSX.HTMLAttributes<HTMLSpanElement> {
  readonly align?: "start" | "end";
  /** A cell of figures. */
  readonly figures?: boolean;
  /** Columns that it takes. */
  readonly span?: string;
}

/** One cell. */
export function Cell(props: CellProps) {
  const [own, rest] = splitProps(props, ["align", "figures", "span", "class"]);
  const inGrid = useContext(GridContext);
  return (
    <span
      {...rest}
      class={`${styles.cell} ${own.figures === true ? "num" : ""} ${own.class ?? ""}`}
      role={inGrid() ? "gridcell" : "cell"}
      data-align={own.align}
      style={own.span === undefined ? undefined : { "grid-column": own.span }}
    />
  );
}

interface GroupRowProps extends ParentProps {
  readonly name: string;
  /** Whether its rows are shown; absent when they always are. */
  readonly open?: boolean;
  readonly onToggle?: () => void;
  /** What stands in the column of the marks. */
  readonly mark?: JSX.Element;
  /** Cells in the other columns, such as sums; without them the name takes the whole row. */
  readonly sums?: JSX.Element;
  /** What can be done with the group, at the end of the row. */
  readonly actions?: JSX.Element;
  /** Place in the whole list, counted from 1, when not every row is in the page. */
  readonly index?: number;
}

/** Head of a group of rows, with its counts as children. */
export function GroupRow(props: GroupRowProps) {
  const inGrid = useContext(GridContext);
  const cell = () => (inGrid() ? "gridcell" : "cell");
  const sums = children(() => props.sums);
  return (
    <div class={`${styles.row} ${styles.group}`} role="row" aria-rowindex={props.index}>
      <span class={styles.cell} role={cell()}>{props.mark}</span>
      <span class={styles.name} role={cell()} style={sums() === undefined ? undefined : { "grid-column": "2" }}>
        <Show when={props.onToggle} fallback={props.name}>
          {(toggle) => (
            <button type="button" class={styles.toggle} aria-expanded={props.open} onClick={() => toggle()()}>
              {props.open === true ? <ChevronDown class="icon-s" /> : <ChevronRight class="icon-s" />}
              {props.name}
            </button>
          )}
        </Show>
        <span class={styles.counts}>{props.children}</span>
        <Show when={props.actions}>{(actions) => <span class={styles.actions}>{actions()}</span>}</Show>
      </span>
      {sums()}
    </div>
  );
}
