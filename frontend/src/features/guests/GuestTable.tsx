import { useNavigate } from "@solidjs/router";
import { For, Match, Show, Switch, createMemo, createSignal, onCleanup, onMount } from "solid-js";
import { guestPath } from "../../domain/links";
import { createMedia, phone } from "../../lib/media";
import type { RowKeys } from "../../lib/rowKeys";
import { useLive } from "../../live/live";
import { HeadCell, HeadRow, Table } from "../../ui/Table";
import { VirtualRows } from "../../ui/VirtualRows";
import { GuestGroupRow } from "./GuestGroupRow";
import { GuestPhoneRow } from "./GuestPhoneRow";
import { GuestRow } from "./GuestRow";
import styles from "./Guests.module.css";
import { type Column, type Density, fitting, templateOf } from "./columns";
import type { Line } from "./groups";
import type { GuestList } from "./list";
import type { GuestView } from "./view";

interface GuestTableProps {
  readonly list: GuestList;
  readonly view: GuestView;
  readonly keys: RowKeys;
  readonly columns: readonly Column[];
  readonly density: Density;
  /** Told when the pointer enters or leaves the rows. */
  readonly onPointer: (inside: boolean) => void;
}

const headHeight = 27;
const groupHeight = 29;
const rowHeights = { compact: 28, comfortable: 34, phone: 52 };

/** Id of the element of a row, for those who listen. */
function rowId(key: string): string {
  return `guest-${encodeURIComponent(key)}`;
}

/** The list itself: any number of rows, of which only the visible ones exist. */
export function GuestTable(props: GuestTableProps) {
  const onPhone = createMedia(phone);
  const [scroller, setScroller] = createSignal<HTMLElement>();
  const width = createWidth(scroller);
  const shown = createMemo(() => (onPhone() ? [] : fitting(props.columns, width())));
  const lines = () => props.list.lines();
  const height = () => (onPhone() ? rowHeights.phone : rowHeights[props.density]);
  const cursorLine = createMemo(() => lines().findIndex((line) => line.kind === "guest" && line.id === props.keys.cursor()));
  const cursorKey = () => lines()[cursorLine()]?.key;
  const heads = createMemo(() => lines().flatMap((line, index) => (line.kind === "group" ? [index] : [])));
  return (
    <div ref={setScroller} class={styles.scroller} onPointerEnter={() => props.onPointer(true)} onPointerLeave={() => props.onPointer(false)}>
      <Table
        label="Guests"
        columns={onPhone() ? "" : templateOf(shown())}
        grid="multiple"
        rows={lines().length + 1}
        active={cursorKey() === undefined ? undefined : rowId(cursorKey() ?? "")}
        class={props.density === "comfortable" ? styles.comfortable : ""}
      >
        <Show when={!onPhone()}>
          <Head view={props.view} columns={shown()} />
        </Show>
        <VirtualRows
          count={lines().length}
          height={(index) => (lines()[index]?.kind === "group" ? groupHeight : height())}
          scroller={scroller}
          top={onPhone() ? 0 : headHeight}
          stickyBefore={heads().length === 0 ? undefined : (index) => heads().findLast((head) => head <= index)}
          reveal={cursorLine()}
          version={`${height()} ${heads().join(" ")}`}
          row={(index) => <LineRow {...props} line={lines()[index()]} index={index() + 2} columns={shown()} onPhone={onPhone()} />}
        />
      </Table>
    </div>
  );
}

function Head(props: { view: GuestView; columns: readonly Column[] }) {
  const sorted = (key: string) => {
    const { key: by, down } = props.view.sort();
    return by === key ? (down ? "descending" : "ascending") : undefined;
  };
  const worst = () => props.view.sort().key === "worst";
  return (
    <HeadRow class={styles.head}>
      <HeadCell label="Status" />
      <HeadCell sorted={worst() ? "descending" : sorted("name")} onSort={() => props.view.sortBy("name")}>
        {worst() ? "Worst first" : "Name"}
      </HeadCell>
      <For each={props.columns}>
        {(column) => (
          <HeadCell align={column.align} indent={column.indent} sorted={sorted(column.key)} onSort={() => props.view.sortBy(column.key)}>
            <Show when={column.key === "cpu"} fallback={column.label}>
              <span class={styles.processorHead}>
                <span>1 h</span>
                <span>CPU</span>
              </span>
            </Show>
          </HeadCell>
        )}
      </For>
    </HeadRow>
  );
}

interface LineRowProps extends GuestTableProps {
  readonly line: Line | undefined;
  readonly index: number;
  readonly onPhone: boolean;
}

function LineRow(props: LineRowProps) {
  const live = useLive();
  const navigate = useNavigate();
  const group = () => (props.line?.kind === "group" ? props.line : undefined);
  const row = () => (props.line?.kind === "guest" ? props.line : undefined);
  const guest = () => {
    const id = row()?.id ?? "";
    return live.estate.vms[id] ?? live.estate.containers[id];
  };
  const common = () => ({
    id: rowId(row()?.key ?? ""),
    index: props.index,
    cursor: props.keys.cursor() === row()?.id,
    selected: props.keys.selected().has(row()?.id ?? "") || props.view.peek() === row()?.id,
  });
  return (
    <Switch>
      <Match when={group()}>
        {(found) => (
          <GuestGroupRow
            group={found().group}
            open={found().open}
            grouping={props.view.grouping()}
            columns={props.columns}
            index={props.index}
            phone={props.onPhone}
            onToggle={() => props.list.toggle(found().group.name)}
          />
        )}
      </Match>
      <Match when={guest()}>
        {(found) => (
          <Show
            when={props.onPhone}
            fallback={
              <GuestRow
                {...common()}
                guest={found()}
                columns={props.columns}
                onClick={(event) => !isOwnTarget(event) && props.keys.click(found().id, event)}
                onOpen={() => navigate(guestPath(found().id))}
              />
            }
          >
            <GuestPhoneRow {...common()} guest={found()} />
          </Show>
        )}
      </Match>
    </Switch>
  );
}

/** A link or button in the row means itself. */
function isOwnTarget({ target }: MouseEvent): boolean {
  return target instanceof Element && target.closest("a, button") !== null;
}

function createWidth(element: () => HTMLElement | undefined): () => number {
  const [width, setWidth] = createSignal(window.innerWidth);
  onMount(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? window.innerWidth));
    const target = element();
    if (target !== undefined) observer.observe(target);
    onCleanup(() => observer.disconnect());
  });
  return width;
}
