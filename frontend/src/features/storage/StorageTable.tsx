import { For, Index, createMemo, createSignal } from "solid-js";
import { isShared } from "../../domain/storage";
import { createRowKeys } from "../../lib/rowKeys";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { GroupRow, HeadCell, HeadRow, Table } from "../../ui/Table";
import styles from "./Storage.module.css";
import { StorageRow, rowId } from "./StorageRow";
import { type RatedStorage, type StorageSort, clusterNames, storageGroups } from "./rows";
import type { Trend } from "./trend";

interface StorageTableProps {
  readonly rows: readonly RatedStorage[];
  readonly sort: StorageSort;
  readonly down: boolean;
  readonly onSort: (sort: StorageSort, down: boolean) => void;
  readonly trendOf: (id: string) => Trend | undefined;
  /** The storage in the panel. */
  readonly peek: string | undefined;
  readonly onPeek: (id: string | undefined) => void;
}

/** The storages by cluster. */
export function StorageTable(props: StorageTableProps) {
  const live = useLive();
  const [at, setAt] = createSignal<string>();
  const groups = createMemo(() => storageGroups(props.rows, clusterNames(live.nodes()), props.sort, props.down));
  const ids = createMemo(() => [...groups().values()].flat().map(({ storage }) => storage.id));
  const keys = createRowKeys({ ids, at, setAt, open: (id) => props.onPeek(id), peek: () => props.peek, setPeek: (id) => props.onPeek(id) });
  return (
    <Table
      label="Storages"
      grid="single"
      active={keys.cursor() === undefined ? undefined : rowId(keys.cursor() ?? "")}
      columns="14px minmax(130px, 1fr) 110px 122px 76px 70px 132px 128px minmax(110px, 1fr)"
      class={styles.table}
    >
      <Head {...props} />
      <For each={[...groups().keys()]}>
        {(name) => (
          <>
            <GroupRow name={name}>{groupWords(groups().get(name) ?? [])}</GroupRow>
            <Index each={groups().get(name)}>
              {(row) => <StorageRow row={row()} keys={keys} peeked={row().storage.id === props.peek} trend={props.trendOf(row().storage.id)} now={live.now()} />}
            </Index>
          </>
        )}
      </For>
    </Table>
  );
}

function Head(props: Pick<StorageTableProps, "sort" | "down" | "onSort">) {
  /** Sorts by a column, first in the way that is usual for it; then the other way round, and no longer. */
  const sortBy = (key: StorageSort, firstDown: boolean) => {
    if (props.sort !== key) props.onSort(key, firstDown);
    else if (props.down === firstDown) props.onSort(key, !firstDown);
    else props.onSort("full", false);
  };
  const sorted = (key: StorageSort) => (props.sort === key ? (props.down ? "descending" : "ascending") : undefined);
  return (
    <HeadRow class={styles.head}>
      <HeadCell label="Status" />
      <HeadCell sorted={props.sort === "full" ? "descending" : sorted("name")} onSort={() => sortBy("name", false)}>
        {props.sort === "full" ? "Full first" : "Name"}
      </HeadCell>
      <HeadCell sorted={sorted("where")} onSort={() => sortBy("where", false)}>
        Where
      </HeadCell>
      <HeadCell indent="46px" sorted={sorted("used")} onSort={() => sortBy("used", true)}>
        Used
      </HeadCell>
      <HeadCell align="end" sorted={sorted("free")} onSort={() => sortBy("free", false)}>
        Free
      </HeadCell>
      <HeadCell align="end" sorted={sorted("size")} onSort={() => sortBy("size", true)}>
        Size
      </HeadCell>
      <HeadCell>45 d back, 45 d on</HeadCell>
      <HeadCell sorted={sorted("due")} onSort={() => sortBy("due", false)}>
        Full
      </HeadCell>
      <HeadCell>For</HeadCell>
    </HeadRow>
  );
}

function groupWords(rows: readonly RatedStorage[]): string {
  const shared = rows.filter(({ storage }) => isShared(storage)).length;
  return shared === 0 ? counted(rows.length, "storage") : `${counted(rows.length, "storage")}, ${shared} shared and counted once`;
}
