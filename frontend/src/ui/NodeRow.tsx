import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { type Status, toneOf } from "../lib/status";
import { type CellItem, Cells } from "./Cells";
import { MeterCell } from "./Meter";
import { Sparkline } from "./Sparkline";
import { StatusMark } from "./StatusMark";
import { Cell, HeadCell, HeadRow, Row } from "./Table";
import styles from "./NodeRow.module.css";

/** A bounded quantity with the value from which on it is an alert. */
export interface Bounded {
  readonly value: number | undefined;
  readonly trigger: number | undefined;
}

/** What the row of a node shows. */
export interface NodeRowData {
  readonly href: string;
  readonly name: string;
  readonly status: Status;
  /** The word for the status: "online", "unreachable". */
  readonly word: string;
  /** Its values are the last known ones. */
  readonly stale: boolean;
  readonly cpu: Bounded;
  readonly memory: Bounded;
  readonly root: Bounded;
  readonly load: string;
  readonly heat: string;
  /** How many packages can be updated. */
  readonly updates: string;
  readonly updatesTitle: string | undefined;
  /** CPU of the last hour. */
  readonly trend: readonly (number | undefined)[] | undefined;
  readonly guests: readonly CellItem[];
  readonly up: string;
  readonly upTitle: string | undefined;
  /** Why nothing newer is known. */
  readonly reason: string | undefined;
}

/** The columns that are there only when a node has something to show in them. */
export interface NodeColumns {
  /** Temperatures. */
  readonly hot: boolean;
  /** Pending updates. */
  readonly updates?: boolean;
}

/** Widths of the columns of a table of nodes. */
export function nodeColumns({ hot, updates }: NodeColumns): string {
  return `14px minmax(84px, 0.8fr) 56px 88px 88px 88px 32px ${hot ? "48px " : ""}${updates === true ? "52px " : ""}minmax(92px, 1fr) 76px`;
}

/** The heads over the rows of nodes. */
export function NodeHead(props: NodeColumns) {
  return (
    <HeadRow class={styles.head}>
      <HeadCell label="Status" />
      <HeadCell>Name</HeadCell>
      <HeadCell>1 h</HeadCell>
      <HeadCell indent="46px">CPU</HeadCell>
      <HeadCell indent="46px">Memory</HeadCell>
      <HeadCell indent="46px">Root</HeadCell>
      <HeadCell align="end">Load</HeadCell>
      <Show when={props.hot}>
        <HeadCell align="end">Temp.</HeadCell>
      </Show>
      <Show when={props.updates}>
        <HeadCell align="end">Updates</HeadCell>
      </Show>
      <HeadCell>Guests</HeadCell>
      <HeadCell align="end">Up</HeadCell>
    </HeadRow>
  );
}

/** One node in one line. */
export function NodeRow(props: NodeColumns & { readonly node: NodeRowData }) {
  const node = () => props.node;
  return (
    <Row dim={node().stale} class={styles.node} title={node().reason}>
      <Cell>
        <StatusMark status={node().status} label={node().word} />
      </Cell>
      <Cell class={`cut ${styles.name}`}>
        <A class="strong" href={node().href} title={node().name}>
          {node().name}
        </A>
      </Cell>
      <Cell class={styles.trend}>
        <Sparkline values={node().trend} width={56} stale={node().stale} trigger={node().cpu.trigger} tone={toneOf(node().cpu.value, node().cpu.trigger)} />
      </Cell>
      <Quantity label={`CPU of ${node().name}`} of={node().cpu} stale={node().stale} />
      <Quantity label={`Memory of ${node().name}`} of={node().memory} stale={node().stale} />
      <Quantity label={`Root file system of ${node().name}`} of={node().root} stale={node().stale} />
      <Cell align="end" figures class={styles.wide}>
        {node().load}
      </Cell>
      <Show when={props.hot}>
        <Cell align="end" figures class={styles.wide}>
          {node().heat}
        </Cell>
      </Show>
      <Show when={props.updates}>
        <Cell align="end" figures class={styles.wide} title={node().updatesTitle}>
          {node().updates}
        </Cell>
      </Show>
      <Cell>
        <Show when={node().guests.length > 0} fallback={<span class="quiet">none</span>}>
          <Cells items={node().guests} label={`Guests of ${node().name}`} />
        </Show>
      </Cell>
      <Cell align="end" figures class={`quiet ${styles.wide}`} title={node().upTitle}>
        {node().up}
      </Cell>
    </Row>
  );
}

function Quantity(props: { label: string; of: Bounded; stale: boolean }) {
  return (
    <Cell class={styles.quantity}>
      <MeterCell label={props.label} value={props.of.value} trigger={props.of.trigger} stale={props.stale} width={44} />
    </Cell>
  );
}
