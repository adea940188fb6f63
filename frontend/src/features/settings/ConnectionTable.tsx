import { A, useNavigate } from "@solidjs/router";
import Ellipsis from "lucide-solid/icons/ellipsis";
import { For, Show } from "solid-js";
import { wordsOf } from "../../api/errors";
import { type Target, type TargetType, probeTarget } from "../../api/targets";
import type { Connection } from "../../domain/types";
import { agoWords, since } from "../../lib/time";
import { useLive } from "../../live/live";
import { MayChange, useClient } from "../../live/session";
import { Menu } from "../../ui/Menu";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, HeadCell, HeadRow, Row, Table } from "../../ui/Table";
import { tell } from "../../ui/Toast";
import styles from "./Settings.module.css";

const kinds: Record<TargetType, string> = { pve: "Proxmox VE", pbs: "Backup Server", pmg: "Mail Gateway" };

interface ConnectionTableProps {
  readonly targets: readonly Target[];
  readonly onRemove: (target: Target) => void;
}

/** The connections with their health. */
export function ConnectionTable(props: ConnectionTableProps) {
  return (
    <Table class={styles.list} label="Connections" columns="14px minmax(120px, 0.7fr) minmax(160px, 1fr) minmax(160px, 1.4fr) 40px">
      <HeadRow>
        <HeadCell label="Status" />
        <HeadCell>Name</HeadCell>
        <HeadCell>Address</HeadCell>
        <HeadCell>State</HeadCell>
        <HeadCell label="Actions" />
      </HeadRow>
      <For each={props.targets}>{(target) => <ConnectionRow target={target} onRemove={() => props.onRemove(target)} />}</For>
    </Table>
  );
}

function ConnectionRow(props: { target: Target; onRemove: () => void }) {
  const live = useLive();
  const client = useClient();
  const navigate = useNavigate();
  const path = () => `/settings/connections/${encodeURIComponent(props.target.id)}`;
  // In mock mode the list has ids like stored ones, the feed has others: there the address tells.
  const health = () =>
    live.estate.connections.find((connection) => connection.id === props.target.id) ??
    live.estate.connections.find((connection) => connection.type === props.target.type && connection.host === props.target.host);
  const seen = () => live.estate.seen[props.target.type === "pve" ? props.target.name : `${props.target.type}-${props.target.name}`];

  const test = async () => {
    const { id, name } = props.target;
    try {
      const probe = await probeTarget(client, id);
      tell({ words: probe.ok ? answerWords(name, probe.latency) : `${name}: ${probe.message}`, failed: !probe.ok });
    } catch (error) {
      tell({ words: `${name}: ${wordsOf(error)}`, failed: true });
    }
  };

  return (
    <Row>
      <Cell>
        <StatusMark status={markOf(health())} label={health()?.ok === true ? "Answers" : "Does not answer"} good />
      </Cell>
      <Cell class={styles.two}>
        <A class="strong" href={path()}>
          {props.target.name}
        </A>
        <div class="quiet small">
          {kinds[props.target.type]}
          <Show when={props.target.isCluster}>, cluster {props.target.clusterName}</Show>
        </div>
      </Cell>
      <Cell class={`mono cut ${styles.hidden}`} title={props.target.host}>
        {props.target.host}
      </Cell>
      <Cell class={`${styles.two} ${styles.second}`}>
        <Health health={health()} seen={seen()} now={live.now()} />
        <Show when={props.target.problem === "tls"}>
          <A class="link" href={path()}>
            Compare the certificate
          </A>
        </Show>
      </Cell>
      <Cell align="end">
        <MayChange>
          <Menu
            label={`Actions for ${props.target.name}`}
            trigger={<Ellipsis class="icon" />}
            items={[
              { label: "Test", onSelect: () => void test() },
              { label: "Edit", onSelect: () => navigate(path()) },
              { label: "Remove", onSelect: () => props.onRemove() },
            ]}
          />
        </MayChange>
      </Cell>
    </Row>
  );
}

function Health(props: { health: Connection | undefined; seen: number | undefined; now: number }) {
  return (
    <Show when={props.health} fallback={<span class="quiet">Nothing heard yet</span>}>
      {(health) => (
        <Show
          when={!health().ok && health().pending !== true}
          fallback={<span>{props.seen === undefined ? "First answer is awaited" : `Answers, last read ${agoWords(props.seen, props.now)}`}</span>}
        >
          <div>Does not answer{health().since === undefined ? "" : ` since ${since(health().since, props.now)}`}</div>
          <Show when={health().error}>{(error) => <div class={styles.reason}>{error()}</div>}</Show>
        </Show>
      )}
    </Show>
  );
}

function markOf(health: Connection | undefined) {
  if (health === undefined || health.pending === true) return "unknown";
  return health.ok ? "running" : "critical";
}

function answerWords(name: string, latency: number | undefined): string {
  return latency === undefined ? `${name} answered` : `${name} answered in ${Math.round(latency)} ms`;
}
