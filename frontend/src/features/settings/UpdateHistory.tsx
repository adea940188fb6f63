import { For, Show } from "solid-js";
import type { UpdateEntry } from "../../api/updates";
import { dayAndTime, duration } from "../../lib/time";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, HeadCell, HeadRow, Row, Table } from "../../ui/Table";
import { outcomeOf } from "./updateWords";
import styles from "./Updates.module.css";
import shared from "./Settings.module.css";

/** The updates that were tried, newest first; nothing where there were none. */
export function UpdateHistory(props: { readonly entries: readonly UpdateEntry[] }) {
  return (
    <Show when={props.entries.length > 0}>
      <h2 class={styles.title}>Updates so far</h2>
      <Table class={shared.list} label="Updates so far" columns="14px minmax(150px, 0.6fr) minmax(200px, 2fr) 140px">
        <HeadRow>
          <HeadCell label="Status" />
          <HeadCell>Versions</HeadCell>
          <HeadCell>What became of it</HeadCell>
          <HeadCell align="end">When</HeadCell>
        </HeadRow>
        <For each={props.entries}>{(entry) => <EntryRow entry={entry} />}</For>
      </Table>
    </Show>
  );
}

function EntryRow(props: { entry: UpdateEntry }) {
  const outcome = () => outcomeOf(props.entry);
  return (
    <Row>
      <Cell>
        <StatusMark status={outcome().status} label="" good />
      </Cell>
      <Cell>
        {props.entry.version_from.replace(/^v/, "")} → {props.entry.version_to.replace(/^v/, "")}
      </Cell>
      <Cell class={shared.second}>
        {outcome().words}
        <Show when={props.entry.status === "success"}> in {duration(props.entry.duration_ms)}</Show>
        <Show when={props.entry.initiated_by === "auto"}>, by itself</Show>
        <Show when={props.entry.error}>{(error) => <div class={shared.reason}>{error().message}</div>}</Show>
      </Cell>
      <Cell align="end" figures>
        {dayAndTime(props.entry.timestamp)}
      </Cell>
    </Row>
  );
}
