import { A } from "@solidjs/router";
import { Show } from "solid-js";
import Box from "lucide-solid/icons/box";
import Monitor from "lucide-solid/icons/monitor";
import type { BackupRow } from "../../domain/backupBoard";
import { guestPath } from "../../domain/links";
import { type Nights, sizesAt } from "../../domain/nights";
import { bytes, unknown } from "../../lib/format";
import type { RowKeys } from "../../lib/rowKeys";
import { agoWords, duration, fullTime, since } from "../../lib/time";
import { useLive } from "../../live/live";
import { Sparkline } from "../../ui/Sparkline";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, Row } from "../../ui/Table";
import styles from "./Backups.module.css";
import { NightCells } from "./NightCells";

interface BoardRowProps {
  readonly row: BackupRow;
  readonly days: Nights["days"];
  readonly keys: RowKeys;
  readonly peeked: boolean;
  /** Place in the whole list, counted from 1. */
  readonly index: number;
}

/** Id of the element of a row, for those who listen. */
export function rowId(guest: string): string {
  return `backups-${encodeURIComponent(guest)}`;
}

const markWords: Partial<Record<BackupRow["verdict"], string>> = { good: "Good", size: "Good, but of unusual size", running: "Running", unknown: "Not known" };

/** The backups of one guest in one line. */
export function BoardRow(props: BoardRowProps) {
  const live = useLive();
  const guest = () => props.row.guest;
  const newest = () => props.row.copies[0];
  const tone = () => (props.row.status === "critical" || props.row.status === "warning" ? `tone-${props.row.status}` : "");
  const age = () => (props.row.lastGood === undefined ? undefined : live.now() - props.row.lastGood.at);
  const onServer = () => props.row.copies.find((copy) => copy.onServer);
  return (
    <Row
      id={rowId(guest().id)}
      index={props.index}
      class={styles.row}
      selected={props.peeked}
      cursor={props.keys.cursor() === guest().id}
      onClick={(event) => props.keys.click(guest().id, event)}
    >
      <Cell>
        <StatusMark status={props.row.status} label={markWords[props.row.verdict] ?? props.row.reason} />
      </Cell>
      <Cell class={`cut ${styles.name}`}>
        <Show when={guest().type === "qemu"} fallback={<Box class="icon-s" />}>
          <Monitor class="icon-s" />
        </Show>
        <A class="strong cut" href={guestPath(guest().id)} title={guest().name}>
          {guest().name}
        </A>
        <span class={`cut ${styles.tag}`}>{guest().tags?.[0]}</span>
      </Cell>
      <Cell class={styles.nightsCell}>
        <NightCells nights={props.row.nights} days={props.days} name={guest().name} />
      </Cell>
      <Cell class={`cut ${styles.last}`} title={props.row.reason ?? (newest() === undefined ? undefined : fullTime(newest()?.at ?? 0))}>
        <LastWords row={props.row} now={live.now()} />
      </Cell>
      <Cell align="end" figures class={`${styles.age} ${props.row.verdict === "none" || props.row.verdict === "late" ? tone() : ""}`}>
        {age() === undefined ? (props.row.verdict === "unknown" ? unknown : "never") : duration(age())}
      </Cell>
      <Cell class={styles.size}>
        <Show when={newest()}>
          {(copy) => <Sparkline values={[...sizesAt(props.row.copies, copy().where)].reverse()} width={44} height={16} max="auto" tone={props.row.jump === undefined ? undefined : "warning"} />}
        </Show>
        <span class={`num ${props.row.jump === undefined ? "" : "tone-warning"}`} title={jumpWords(props.row.jump)}>
          {bytes(newest()?.size)}
        </span>
      </Cell>
      <Cell align="end" figures class={`quiet ${styles.verified}`}>
        <VerifiedWords row={props.row} />
      </Cell>
      <Cell align="end" figures class={styles.server} title={onServer()?.where}>
        {onServer() === undefined ? <span class="quiet">no</span> : since(onServer()?.at, live.now())}
      </Cell>
      <Cell align="end" figures class={styles.snaps} title={snapWords(props.row, live.now())}>
        <Show when={props.row.snapshots.length > 0} fallback={<span class="quiet">0</span>}>
          {props.row.snapshots.length}
          <span class="quiet">{`, ${duration(live.now() - (props.row.snapshots[0]?.time ?? live.now()))}`}</span>
        </Show>
      </Cell>
    </Row>
  );
}

/** When the last good one was made, or why there is none. */
function LastWords(props: { row: BackupRow; now: number }) {
  const tone = () => (props.row.status === "running" ? "quiet" : `tone-${props.row.status} small`);
  return (
    <Show when={props.row.verdict === "running"} fallback={<span class={tone()}>{props.row.reason ?? agoWords(props.row.lastGood?.at, props.now)}</span>}>
      <span class="tone-planned">running</span>
    </Show>
  );
}

function VerifiedWords(props: { row: BackupRow }) {
  const newest = () => props.row.copies[0];
  return (
    <Show when={newest()} fallback={unknown}>
      <Show when={newest()?.verified === "ok"} fallback={newest()?.verified === "failed" ? <span class="tone-critical">failed</span> : newest()?.onServer === true ? "not yet" : unknown}>
        <span class="soft">yes</span>
      </Show>
    </Show>
  );
}

/** "1.6 times as big as usual". */
export function jumpWords(jump: number | undefined): string | undefined {
  if (jump === undefined) return undefined;
  return jump > 1 ? `${jump.toFixed(1)} times as big as usual` : `only ${Math.round(jump * 100)}\u202f% of the usual size`;
}

function snapWords({ snapshots }: BackupRow, now: number): string | undefined {
  const [oldest] = snapshots;
  return oldest === undefined ? undefined : `oldest: ${oldest.name}, ${agoWords(oldest.time, now)}`;
}
