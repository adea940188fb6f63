import { Show, createMemo, createSignal } from "solid-js";
import type { Board as BackupBoard } from "../../domain/backupBoard";
import type { RowKeys } from "../../lib/rowKeys";
import { createMedia, phone } from "../../lib/media";
import { GroupRow, HeadCell, HeadRow, Table } from "../../ui/Table";
import { VirtualRows } from "../../ui/VirtualRows";
import styles from "./Backups.module.css";
import { BoardRow, rowId } from "./BoardRow";
import { NightHeads } from "./NightCells";
import type { BoardLine } from "./lines";

interface BoardProps {
  readonly board: BackupBoard;
  readonly lines: readonly BoardLine[];
  readonly keys: RowKeys;
  readonly peek: string | undefined;
  readonly onToggle: (group: string) => void;
}

const headHeight = 27;
const groupHeight = 29;

/** Every guest and its nights, of which only the visible rows exist. */
export function Board(props: BoardProps) {
  const onPhone = createMedia(phone);
  const [scroller, setScroller] = createSignal<HTMLElement>();
  const rowHeight = () => (onPhone() ? 62 : 28);
  const cursor = createMemo(() => props.lines.findIndex((line) => line.kind === "guest" && line.row.guest.id === props.keys.cursor()));
  const heads = createMemo(() => props.lines.flatMap((line, index) => (line.kind === "group" ? [index] : [])));
  return (
    <div ref={setScroller} class={styles.scroller}>
      <Table
        label="Backups by guest"
        grid="single"
        rows={props.lines.length + 1}
        active={cursor() < 0 ? undefined : rowId(props.keys.cursor() ?? "")}
        columns="14px minmax(136px, 1fr) 238px minmax(120px, 190px) 52px 118px 56px 76px 70px"
        class={styles.board}
      >
        <Show when={!onPhone()}>
          <HeadRow class={styles.head}>
            <HeadCell label="Status" />
            <HeadCell>Guest</HeadCell>
            <HeadCell class={styles.nightsCell}>
              <span class="heard">Nights</span>
              <NightHeads days={props.board.nights.days} />
            </HeadCell>
            <HeadCell>Last good</HeadCell>
            <HeadCell align="end">Age</HeadCell>
            <HeadCell align="end">Size</HeadCell>
            <HeadCell align="end">Verified</HeadCell>
            <HeadCell align="end">On a server</HeadCell>
            <HeadCell align="end">Snaps</HeadCell>
          </HeadRow>
        </Show>
        <VirtualRows
          count={props.lines.length}
          height={(index) => (props.lines[index]?.kind === "group" ? groupHeight : rowHeight())}
          scroller={scroller}
          top={onPhone() ? 0 : headHeight}
          stickyBefore={heads().length === 0 ? undefined : (index) => heads().findLast((head) => head <= index)}
          reveal={cursor()}
          version={`${rowHeight()} ${heads().join(" ")}`}
          row={(index) => <Line {...props} line={props.lines[index()]} index={index() + 2} />}
        />
      </Table>
    </div>
  );
}

function Line(props: BoardProps & { readonly line: BoardLine | undefined; readonly index: number }) {
  const group = () => (props.line?.kind === "group" ? props.line : undefined);
  const row = () => (props.line?.kind === "guest" ? props.line.row : undefined);
  return (
    <Show
      when={group()}
      fallback={<Show when={row()}>{(one) => <BoardRow row={one()} days={props.board.nights.days} keys={props.keys} peeked={one().guest.id === props.peek} index={props.index} />}</Show>}
    >
      {(head) => (
        <GroupRow name={head().name} index={props.index} open={head().open} onToggle={() => props.onToggle(head().name)}>
          {head().count}
        </GroupRow>
      )}
    </Show>
  );
}
