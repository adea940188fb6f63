import { Show } from "solid-js";
import { forecastTitle, fullWords, isSoon } from "../../domain/forecast";
import { bytes, unknown } from "../../lib/format";
import type { RowKeys } from "../../lib/rowKeys";
import { toneOf } from "../../lib/status";
import { MeterCell } from "../../ui/Meter";
import { Sparkline } from "../../ui/Sparkline";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, Row } from "../../ui/Table";
import styles from "./Storage.module.css";
import { type RatedStorage, forWords, freeOf, placeWords, sizeOf, storageWords } from "./rows";
import { type Trend, daysOn, trendDays } from "./trend";

interface StorageRowProps {
  readonly row: RatedStorage;
  readonly keys: RowKeys;
  readonly peeked: boolean;
  readonly trend: Trend | undefined;
  readonly now: number;
}

/** Id of the element of a row, for those who listen. */
export function rowId(id: string): string {
  return `storage-${encodeURIComponent(id)}`;
}

/** One storage in one line. */
export function StorageRow(props: StorageRowProps) {
  const storage = () => props.row.storage;
  const stale = () => storage().stale === true;
  const size = (value: number | undefined) => (value === undefined ? unknown : bytes(value));
  return (
    <Row
      id={rowId(storage().id)}
      class={styles.row}
      dim={stale() || props.row.status === "stopped"}
      selected={props.peeked}
      cursor={props.keys.cursor() === storage().id}
      onClick={(event) => props.keys.click(storage().id, event)}
    >
      <Cell>
        <StatusMark status={props.row.status} label={storageWords[props.row.status]} />
      </Cell>
      <Cell class={`cut ${styles.name}`} title={`${storage().name}, ${storage().type}`}>
        <span class="strong">{storage().name}</span> <span class={styles.type}>{storage().type}</span>
      </Cell>
      <Cell class={`cut ${styles.where}`} title={storage().nodes?.join(", ")}>
        {placeWords(storage())}
      </Cell>
      <Cell class={styles.used}>
        <MeterCell
          label={`Use of ${storage().name}`}
          value={sizeOf(storage()) === undefined ? undefined : storage().usage}
          trigger={props.row.trigger}
          stale={stale()}
          width={72}
          reason={storage().staleReason ?? "The server has not told its size."}
        />
      </Cell>
      <Cell align="end" figures class={styles.free} data-known={freeOf(storage()) === undefined ? undefined : ""}>
        {size(freeOf(storage()))}
      </Cell>
      <Cell align="end" figures class={`quiet ${styles.size}`}>
        {size(sizeOf(storage()))}
      </Cell>
      <Cell class={styles.trend}>
        <Show when={props.trend?.some((value) => value !== undefined)}>
          <Sparkline
            values={props.trend}
            ahead={stale() ? [] : daysOn(storage().forecast, storage().usage, sizeOf(storage()))}
            stepsAhead={trendDays}
            width={132}
            stale={stale()}
            trigger={props.row.trigger}
            tone={stale() ? undefined : toneOf(storage().usage, props.row.trigger)}
          />
        </Show>
      </Cell>
      <Cell class={`num cut ${styles.due} ${isSoon(storage().forecast, props.now) ? "tone-warning" : "soft"}`} title={forecastTitle(storage().forecast, bytes)}>
        {fullWords(storage().forecast, props.now)}
      </Cell>
      <Cell class={`cut soft ${styles.for}`} title={storage().staleReason}>
        {forWords(props.row, props.now)}
      </Cell>
    </Row>
  );
}
