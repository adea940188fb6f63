import { Index, Show } from "solid-js";
import { type Gauge, isOutlier, queuesOf } from "../../domain/mailQueues";
import { type MailGateway, type MailNode, statusOfPmg } from "../../domain/pmg";
import { count, unknown } from "../../lib/format";
import type { Status } from "../../lib/status";
import { duration } from "../../lib/time";
import { useLive } from "../../live/live";
import { Banner } from "../../ui/Banner";
import { Panel } from "../../ui/Panel";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, HeadCell, HeadRow, Row, Table } from "../../ui/Table";
import { HourChart, HourKeys } from "./HourChart";
import styles from "./Mail.module.css";
import { MailAside } from "./MailAside";

/** One gateway: queues, mail per hour, nodes, and beside them what was held back. */
export function GatewayView(props: { gateway: MailGateway; named: boolean }) {
  const live = useLive();
  const queues = () => queuesOf(props.gateway, live.thresholds().mail);
  const nodes = () => props.gateway.nodes ?? [];
  const status = () => statusOfPmg(props.gateway, live.alertsOf().get(props.gateway.id), live.now());
  return (
    <section aria-label={props.gateway.name}>
      <Show when={props.gateway.stale}>
        <div class={styles.banner}>
          <Banner tone="unknown">{props.gateway.staleReason ?? `${props.gateway.name} does not answer.`} These are the last values.</Banner>
        </div>
      </Show>
      <Panel
        title={props.named ? `Queues of ${props.gateway.name}` : "Queues"}
        fact={status() === "unknown" ? "last values" : "now"}
        more={
          <a href={props.gateway.host} target="_blank" rel="noreferrer">
            Open {props.gateway.name}
          </a>
        }
      >
        <Table label={`Queues of ${props.gateway.name}`} columns="14px 128px 74px minmax(180px, 240px) minmax(0, 1fr)" class={styles.queues}>
          <HeadRow>
            <HeadCell label="Status" />
            <HeadCell>Queue</HeadCell>
            <HeadCell align="end">Now</HeadCell>
            <HeadCell>Limits</HeadCell>
            <HeadCell label="Share of the critical limit" />
          </HeadRow>
          <Index each={queues()}>{(one) => <QueueRow queue={one()} stale={props.gateway.stale === true} />}</Index>
        </Table>
      </Panel>
      <div class={styles.two}>
        <div class={styles.left}>
          <Show when={props.gateway.mailCount?.length} fallback={<p class={`quiet ${styles.none}`}>Mail per hour is not known.</p>}>
            <Panel title="Per hour" fact="last 24 h" more={<HourKeys />}>
              <HourChart hours={props.gateway.mailCount ?? []} />
            </Panel>
          </Show>
          <Show when={nodes().length > 0}>
            <Panel title="Nodes" fact={nodes().length === 1 ? "1" : `${nodes().length}, in one cluster`}>
              <Table label={`Nodes of ${props.gateway.name}`} columns="14px minmax(92px, 160px) 74px 74px 74px 60px minmax(0, 1fr)" class={styles.nodes}>
                <HeadRow class={styles.nodeHead}>
                  <HeadCell label="Status" />
                  <HeadCell>Name</HeadCell>
                  <HeadCell align="end">Deferred</HeadCell>
                  <HeadCell align="end">Waiting</HeadCell>
                  <HeadCell align="end">Load</HeadCell>
                  <HeadCell align="end">Up</HeadCell>
                  <HeadCell label="Note" />
                </HeadRow>
                <Index each={nodes()}>{(node) => <NodeLine node={node()} nodes={nodes()} stale={props.gateway.stale === true} />}</Index>
              </Table>
            </Panel>
          </Show>
        </div>
        <MailAside gateway={props.gateway} />
      </div>
    </section>
  );
}

function QueueRow(props: { queue: Gauge; stale: boolean }) {
  const tone = () => (props.queue.status === "critical" || props.queue.status === "warning" ? `tone-${props.queue.status}` : "");
  const share = () => (props.queue.value === undefined || props.queue.critical === undefined ? undefined : Math.min(100, (props.queue.value / props.queue.critical) * 100));
  return (
    <Row class={styles.queue} dim={props.stale}>
      <Cell>
        <StatusMark status={props.queue.status} label={props.queue.status === "running" ? "Below its limits" : undefined} />
      </Cell>
      <Cell class="strong">{props.queue.name}</Cell>
      <Cell align="end" figures class={tone()}>
        {props.queue.text}
      </Cell>
      <Cell class={`num quiet cut ${styles.limits}`}>{props.queue.limits}</Cell>
      <Cell class={styles.gauge}>
        <Show when={share()}>
          {(width) => (
            <span class={styles.track} aria-hidden="true" data-status={props.stale ? "stale" : props.queue.status}>
              <i style={{ width: `${width()}%` }} />
            </span>
          )}
        </Show>
      </Cell>
    </Row>
  );
}

function NodeLine(props: { node: MailNode; nodes: readonly MailNode[]; stale: boolean }) {
  const outlier = () => !props.stale && isOutlier(props.node, props.nodes);
  const status = (): Status => {
    if (props.stale || (props.node.status !== "online" && props.node.status !== "active" && props.node.status !== "A")) return "unknown";
    return outlier() ? "warning" : "running";
  };
  const figure = (value: number | undefined) => (value === undefined ? unknown : count(value));
  const note = () => {
    if (outlier()) return props.nodes.length === 2 ? "far above the other node" : "far above the other nodes";
    return props.node.role ?? "";
  };
  return (
    <Row class={styles.node} dim={props.stale}>
      <Cell>
        <StatusMark status={status()} label={status() === "running" ? "Online" : undefined} />
      </Cell>
      <Cell class="cut strong">{props.node.name}</Cell>
      <Cell align="end" figures class={outlier() ? "tone-warning" : ""}>
        {figure(props.node.queueStatus?.deferred)}
      </Cell>
      <Cell align="end" figures>
        {figure(props.node.queueStatus?.total)}
      </Cell>
      <Cell align="end" figures class={styles.load}>
        {props.node.loadAvg?.split(/[\s,]+/)[0] ?? unknown}
      </Cell>
      <Cell align="end" figures class={styles.up}>
        {props.node.uptime === undefined || props.stale ? unknown : duration(props.node.uptime * 1000)}
      </Cell>
      <Cell class={`cut small ${outlier() ? "tone-warning" : "quiet"} ${styles.note}`}>{note()}</Cell>
    </Row>
  );
}
