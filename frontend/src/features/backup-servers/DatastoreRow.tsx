import { Show, createMemo } from "solid-js";
import { forecastTitle, fullWords, isSoon } from "../../domain/forecast";
import { bytes, unknown } from "../../lib/format";
import { useLive } from "../../live/live";
import { MeterCell } from "../../ui/Meter";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, Row } from "../../ui/Table";
import styles from "./BackupServers.module.css";
import { type RatedStore, namespaceWords } from "./rows";

const words: Record<string, string> = { running: "Available", unknown: "Not known now" };

/** One datastore in one line. */
export function DatastoreRow(props: { row: RatedStore; trigger: number | undefined }) {
  const live = useLive();
  const store = () => props.row.store;
  const stale = () => props.row.status === "unknown";
  const sized = () => store().total !== undefined;
  const backups = createMemo(() => {
    const { server } = props.row;
    let count = 0;
    for (const backup of live.estate.pbsBackups.values()) if (backup.instance === server.name && backup.datastore === store().name) count += 1;
    return count;
  });
  return (
    <Row dim={stale()} class={styles.store}>
      <Cell>
        <StatusMark status={props.row.status} label={words[props.row.status]} />
      </Cell>
      <Cell class="cut strong" title={store().name}>
        {store().name}
      </Cell>
      <Cell class={styles.used}>
        <MeterCell
          label={`Use of ${props.row.server.name} / ${store().name}`}
          value={sized() ? store().usage : undefined}
          trigger={props.trigger}
          stale={stale()}
          width={96}
          after={sized() ? bytes(store().total) : undefined}
          reason={store().error ?? "The server has not told its size."}
        />
      </Cell>
      <Cell align="end" figures class={styles.free} data-known={sized() ? "" : undefined}>
        {sized() ? bytes(store().free) : unknown}
      </Cell>
      <Cell align="end" figures class={styles.dedup}>
        {store().deduplicationFactor === undefined ? unknown : `${(store().deduplicationFactor ?? 0).toFixed(1)} : 1`}
      </Cell>
      <Cell align="end" figures class={styles.count}>
        {backups() === 0 ? unknown : backups()}
      </Cell>
      <Cell class={`num cut ${styles.due} ${isSoon(store().forecast, live.now()) ? "tone-warning" : "soft"}`} title={forecastTitle(store().forecast, bytes)}>
        {fullWords(store().forecast, live.now())}
      </Cell>
      <Cell class={`cut soft ${styles.spaces}`} title={store().error ?? namespaceWords(store())}>
        <Show when={store().error} fallback={namespaceWords(store())}>
          {(error) => <span class="tone-critical">{error()}</span>}
        </Show>
      </Cell>
    </Row>
  );
}
