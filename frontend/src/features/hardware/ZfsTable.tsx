import { Index, Show, createMemo } from "solid-js";
import { statusOfPool } from "../../domain/hardware";
import { byNumber, byText, inOrder, sorted } from "../../lib/compare";
import { rankOf } from "../../lib/status";
import { useLive } from "../../live/live";
import { Panel } from "../../ui/Panel";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, HeadCell, HeadRow, Row, Table } from "../../ui/Table";
import styles from "./Hardware.module.css";
import { type PoolOfStorage, errorWords, poolNote, poolsOf } from "./rows";

/** The ZFS pools behind storages, worst first. */
export function ZfsTable() {
  const live = useLive();
  const pools = createMemo(() => sorted(poolsOf(live.storages()), inOrder<PoolOfStorage>(byNumber((row) => rankOf(statusOf(row))), byText(({ storage, pool }) => `${storage.node} ${pool.name}`))));
  return (
    <Show when={pools().length > 0}>
      <Panel title="ZFS" fact={String(pools().length)}>
        <Table label="ZFS pools" columns="14px minmax(100px, 0.4fr) 90px 100px 160px minmax(0, 1fr)" class={styles.pools}>
          <HeadRow class={styles.head}>
            <HeadCell label="Status" />
            <HeadCell>Pool</HeadCell>
            <HeadCell>Node</HeadCell>
            <HeadCell>State</HeadCell>
            <HeadCell>Errors</HeadCell>
            <HeadCell>Scan</HeadCell>
          </HeadRow>
          <Index each={pools()}>{(row) => <PoolRow row={row()} />}</Index>
        </Table>
      </Panel>
    </Show>
  );
}

function statusOf({ storage, pool }: PoolOfStorage) {
  return statusOfPool(pool, storage.stale === true);
}

function PoolRow(props: { row: PoolOfStorage }) {
  const status = () => statusOf(props.row);
  const tone = () => (status() === "critical" || status() === "warning" ? `tone-${status()}` : "");
  return (
    <Row class={styles.pool} dim={status() === "unknown"}>
      <Cell>
        <StatusMark status={status()} label={status() === "running" ? "Online" : undefined} />
      </Cell>
      <Cell class="cut strong">{props.row.pool.name}</Cell>
      <Cell class={`cut soft ${styles.where}`}>{props.row.storage.node}</Cell>
      <Cell class={tone()}>{props.row.pool.state.toLowerCase()}</Cell>
      <Cell class={`num cut ${errorWords(props.row.pool) === "none" ? "quiet" : tone()} ${styles.errors}`}>{errorWords(props.row.pool)}</Cell>
      <Cell class={`cut soft ${styles.note}`} title={poolNote(props.row.pool)}>
        {poolNote(props.row.pool)}
      </Cell>
    </Row>
  );
}
