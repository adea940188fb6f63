import { A } from "@solidjs/router";
import Box from "lucide-solid/icons/box";
import Monitor from "lucide-solid/icons/monitor";
import { For, Show, createMemo } from "solid-js";
import { guestFigures } from "../../domain/figures";
import { countGuests, kindAndId, worstGuestFirst } from "../../domain/guests";
import { placeOfNode } from "../../domain/nodes";
import type { Guest, Node } from "../../domain/types";
import { sorted } from "../../lib/compare";
import { bytes, percent } from "../../lib/format";
import { toneOf, wordOf } from "../../lib/status";
import { useLive } from "../../live/live";
import { EmptyState } from "../../ui/EmptyState";
import { MeterCell } from "../../ui/Meter";
import { Panel } from "../../ui/Panel";
import { Sparkline } from "../../ui/Sparkline";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, HeadCell, HeadRow, Row, Table } from "../../ui/Table";
import styles from "./NodePage.module.css";

/** The guests of a node, worst first. */
export function NodeGuests(props: { node: Node }) {
  const live = useLive();
  const here = createMemo(() => live.guestsAt().get(placeOfNode(props.node)) ?? []);
  const order = createMemo(() => sorted(here(), worstGuestFirst).map(({ guest }) => guest));
  const fact = () => {
    const counts = countGuests(here());
    return counts.problems === 0 ? String(counts.total) : `${counts.total}, of which ${counts.problems} ${counts.problems === 1 ? "needs" : "need"} a look`;
  };
  return (
    <Panel title="Guests" fact={fact()}>
      <Show when={order().length > 0} fallback={<EmptyState sentence="No guest lives on this node." />}>
        <Table label="Guests of this node" columns="14px minmax(120px, 1fr) 64px 104px 48px 190px" class={styles.guests}>
          <HeadRow>
            <HeadCell label="Status" />
            <HeadCell>Worst first</HeadCell>
            <HeadCell class={styles.wide}>ID</HeadCell>
            <HeadCell class={styles.wide}>1 h</HeadCell>
            <HeadCell align="end">CPU</HeadCell>
            <HeadCell indent="46px">Memory</HeadCell>
          </HeadRow>
          <For each={order()}>{(guest) => <GuestLine guest={guest} />}</For>
        </Table>
      </Show>
    </Panel>
  );
}

function GuestLine(props: { guest: Guest }) {
  const live = useLive();
  const figures = createMemo(() => guestFigures(props.guest, live));
  const tone = () => (figures().stale ? undefined : toneOf(figures().cpu.value, figures().cpu.trigger));
  return (
    <Row dim={figures().dim}>
      <Cell>
        <StatusMark status={figures().status} />
      </Cell>
      <Cell class={`cut ${styles.name}`}>
        <Show when={props.guest.type === "qemu"} fallback={<Box class="icon-s" />}>
          <Monitor class="icon-s" />
        </Show>
        <A class="strong" href={figures().href} title={`${props.guest.name}, ${kindAndId(props.guest)}`}>
          {props.guest.name}
        </A>
      </Cell>
      <Cell figures class={`quiet ${styles.wide}`}>
        {props.guest.vmid}
      </Cell>
      <Show
        when={props.guest.status === "running"}
        fallback={
          <Cell class={`quiet ${styles.state}`}>
            {stateWords(props.guest, wordOf(figures().status))}
          </Cell>
        }
      >
        <Cell class={styles.wide}>
          <Sparkline values={figures().trend} width={104} stale={figures().stale} trigger={figures().cpu.trigger} tone={tone()} />
        </Cell>
        <Cell align="end" figures class={`tone-${tone() ?? "none"}`}>
          {percent(figures().cpu.value)}
        </Cell>
        <Cell class={styles.memory}>
          <MeterCell
            label={`Memory of ${props.guest.name}`}
            value={figures().memory.value}
            trigger={figures().memory.trigger}
            stale={figures().stale}
            width={64}
            after={bytes(figures().memoryTotal)}
          />
        </Cell>
      </Show>
    </Row>
  );
}

function stateWords(guest: Guest, status: string): string {
  if (guest.plannedWork !== undefined) return `Planned: ${guest.plannedWork.kind}`;
  return guest.lock === undefined ? status : `${status}, locked by ${guest.lock}`;
}
