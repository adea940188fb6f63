import { For, Match, Show, Switch } from "solid-js";
import { clusterOf, isOnline, statusOfNode } from "../../domain/nodes";
import { networkOf } from "../../domain/guests";
import { nodeTrigger } from "../../domain/thresholds";
import type { Guest, Node } from "../../domain/types";
import { bytes, megabytesPerSecond, percent } from "../../lib/format";
import { duration, since } from "../../lib/time";
import { type Live, useLive } from "../../live/live";
import { MeterCell } from "../../ui/Meter";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, GroupRow } from "../../ui/Table";
import styles from "./Guests.module.css";
import type { Column, ColumnKey } from "./columns";
import { type Group, statesOf, sumNote, sumOf } from "./groups";
import type { Grouping } from "./view";

interface GuestGroupRowProps {
  readonly group: Group;
  readonly grouping: Grouping;
  readonly open: boolean;
  readonly columns: readonly Column[];
  readonly index: number;
  readonly phone: boolean;
  readonly onToggle: () => void;
}

/** Head of a group: how its guests are, and their sums; under a node the node's own figures. */
export function GuestGroupRow(props: GuestGroupRowProps) {
  const live = useLive();
  const node = () => (props.grouping === "node" ? nodeOf(live, props.group) : undefined);
  const silent = () => {
    const found = node();
    return found === undefined || isOnline(found) ? undefined : found;
  };
  const statusOf = (found: Node) => statusOfNode(found, live.alertsOf().get(found.id), live.now());
  return (
    <GroupRow
      name={props.group.name}
      open={props.open}
      onToggle={() => props.onToggle()}
      index={props.index}
      mark={<Show when={silent()}>{(found) => <StatusMark status={statusOf(found())} label="Does not answer" />}</Show>}
      sums={
        <Show
          when={silent()}
          fallback={
            <Show when={!props.phone} fallback={<Cell class={`quiet small ${styles.phoneSum}`}>{phoneSum(live, props.group, node())}</Cell>}>
              <For each={props.columns}>{(column) => <SumCell of={column.key} group={props.group} node={node()} />}</For>
            </Show>
          }
        >
          {(found) => (
            <Cell span={props.phone ? "3 / -1" : `${messageColumn(props.columns)} / -1`} class={`cut tone-${statusOf(found()) === "critical" ? "critical" : "unknown"}`}>
              {props.phone ? "last values" : "Not answering"}
              {sinceWords(found(), live.now())}
              {props.phone ? "" : ". Its guests show their last values."}
            </Cell>
          )}
        </Show>
      }
    >
      <span class="num">{props.group.members.length}</span>
      <For each={statesOf(props.group.members)}>
        {([status, count]) => (
          <span class={styles.state}>
            <StatusMark status={status} size={12} />
            <span class="num">{count}</span>
          </span>
        )}
      </For>
    </GroupRow>
  );
}

/** The message begins where the figures do. */
function messageColumn(columns: readonly Column[]): number {
  return 3 + columns.filter(({ key }) => key === "node" || key === "id").length;
}

function sinceWords(node: Node, now: number): string {
  return node.staleSince === undefined ? "" : ` since ${since(node.staleSince, now)}`;
}

function nodeOf(live: Live, group: Group): Node | undefined {
  const first = group.members[0]?.guest;
  return first && live.nodes().find((node) => node.name === first.node && (node.instance === first.instance || clusterOf(node) === first.instance));
}

const rates: Partial<Record<ColumnKey, (guest: Guest) => number | undefined>> = {
  netin: (guest) => guest.networkIn,
  netout: (guest) => guest.networkOut,
  read: (guest) => guest.diskRead,
  write: (guest) => guest.diskWrite,
};

function SumCell(props: { of: ColumnKey; group: Group; node: Node | undefined }) {
  const live = useLive();
  const figure = () => rates[props.of];
  const sum = () => sumOf(props.group.members, figure() ?? networkOf);
  return (
    <Show when={figure()} fallback={<OwnCell {...props} live={live} />}>
      <Cell align="end" figures title={sumNote(sum())}>
        {megabytesPerSecond(sum().total)}
        <Show when={sumNote(sum())}>{(note) => <span class="heard">{note()}</span>}</Show>
      </Cell>
    </Show>
  );
}

/** What a node says about itself, or the share of all guests of another group. */
function OwnCell(props: { of: ColumnKey; group: Group; node: Node | undefined; live: Live }) {
  const cpu = () => cpuOf(props.group, props.node);
  const memory = () => memoryOf(props.group, props.node);
  const trigger = () => (props.node === undefined ? undefined : nodeTrigger(props.live.thresholds(), props.node, "memory"));
  return (
    <Switch fallback={<Cell />}>
      <Match when={props.of === "cpu"}>
        <Cell align="end" figures title={cpu().note}>
          {percent(cpu().value)}
        </Cell>
      </Match>
      <Match when={props.of === "memory"}>
        <Cell title={memory().note}>
          <MeterCell label={`Memory of ${props.group.name}`} value={memory().value} trigger={trigger()} width={64} after={bytes(memory().total)} />
        </Cell>
      </Match>
      <Match when={props.of === "up"}>
        <Cell align="end" figures>
          {props.node?.upSince === undefined ? "" : duration(props.live.now() - props.node.upSince)}
        </Cell>
      </Match>
    </Switch>
  );
}

interface Own {
  readonly value: number | undefined;
  readonly total?: number;
  readonly note?: string;
}

function cpuOf(group: Group, node: Node | undefined): Own {
  if (node !== undefined) return { value: node.cpu === undefined ? undefined : node.cpu * 100 };
  const cores = sumOf(group.members, (guest) => (guest.cpu === undefined ? undefined : guest.cpus));
  const busy = sumOf(group.members, (guest) => (guest.cpu === undefined || guest.cpus === undefined ? undefined : guest.cpu * guest.cpus));
  const value = busy.total === undefined || cores.total === undefined || cores.total === 0 ? undefined : (busy.total / cores.total) * 100;
  return { value, note: sumNote(busy) };
}

function memoryOf(group: Group, node: Node | undefined): Own {
  if (node !== undefined) return { value: node.memory?.usage, total: node.memory?.total };
  const used = sumOf(group.members, (guest) => (guest.memory?.usage === undefined ? undefined : guest.memory.used));
  const total = sumOf(group.members, (guest) => (guest.memory?.usage === undefined ? undefined : guest.memory.total));
  const value = used.total === undefined || total.total === undefined || total.total === 0 ? undefined : (used.total / total.total) * 100;
  return { value, total: total.total, note: sumNote(used) };
}

function phoneSum(live: Live, group: Group, node: Node | undefined): string {
  return `${percent(cpuOf(group, node).value)} CPU, ${percent(memoryOf(group, node).value)} mem`;
}
