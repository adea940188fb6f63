import { Index, Show, createMemo } from "solid-js";
import { type CephCluster, type CephService, statusOfCeph } from "../../domain/hardware";
import { byNumber, byText, inOrder, sorted } from "../../lib/compare";
import { bytes } from "../../lib/format";
import { rankOf } from "../../lib/status";
import { useLive } from "../../live/live";
import { Banner } from "../../ui/Banner";
import { MeterCell } from "../../ui/Meter";
import { Panel } from "../../ui/Panel";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, HeadCell, HeadRow, Row, Table } from "../../ui/Table";
import styles from "./Hardware.module.css";
import { cephSummary } from "./rows";

/** The Ceph clusters: health, daemons and pools. */
export function CephPanel() {
  const live = useLive();
  const clusters = createMemo(() => sorted(Object.values(live.estate.cephClusters), inOrder<CephCluster>(byNumber((one) => rankOf(statusOfCeph(one))), byText(({ instance }) => instance))));
  return <Index each={clusters()}>{(cluster) => <Cluster cluster={cluster()} />}</Index>;
}

function Cluster(props: { cluster: CephCluster }) {
  const pools = () => sorted(props.cluster.pools ?? [], inOrder(byNumber(({ percentUsed }) => (percentUsed === undefined ? undefined : -percentUsed)), byText(({ name }) => name)));
  const tone = () => (statusOfCeph(props.cluster) === "critical" ? "critical" : "warning");
  return (
    <Panel title={`Ceph on ${props.cluster.instance}`} fact={cephSummary(props.cluster)} class={styles.ceph}>
      <Show when={props.cluster.stale}>
        <div class={styles.banner}>
          <Banner tone="unknown">{props.cluster.staleReason ?? "It could not be read again."} These are the last values.</Banner>
        </div>
      </Show>
      <Show when={props.cluster.healthMessage}>
        <div class={styles.banner}>
          <Banner tone={props.cluster.stale === true ? "unknown" : tone()}>{props.cluster.healthMessage}</Banner>
        </div>
      </Show>
      <p class={`soft ${styles.daemons}`}>
        <StatusMark status={statusOfCeph(props.cluster)} label="" />
        {daemonWords(props.cluster)}
      </p>
      <Show when={pools().length > 0}>
        <Table label={`Pools of Ceph on ${props.cluster.instance}`} columns="14px minmax(120px, 1fr) 160px 90px 90px 90px" class={styles.pools}>
          <HeadRow class={styles.head}>
            <HeadCell label="Status" />
            <HeadCell>Pool</HeadCell>
            <HeadCell indent="46px">Used</HeadCell>
            <HeadCell align="end">Stored</HeadCell>
            <HeadCell align="end">Free</HeadCell>
            <HeadCell align="end">Objects</HeadCell>
          </HeadRow>
          <Index each={pools()}>
            {(pool) => (
              <Row class={styles.cephPool} dim={props.cluster.stale === true}>
                <Cell />
                <Cell class="cut strong">{pool().name}</Cell>
                <Cell>
                  <MeterCell label={`Use of pool ${pool().name}`} value={pool().percentUsed} stale={props.cluster.stale === true} width={72} />
                </Cell>
                <Cell align="end" figures class={styles.stored}>
                  {bytes(pool().storedBytes)}
                </Cell>
                <Cell align="end" figures>
                  {bytes(pool().availableBytes)}
                </Cell>
                <Cell align="end" figures class={`quiet ${styles.objects}`}>
                  {pool().objects}
                </Cell>
              </Row>
            )}
          </Index>
        </Table>
      </Show>
    </Panel>
  );
}

function daemonWords(cluster: CephCluster): string {
  const services = (cluster.services ?? []).map(serviceWords);
  const parts = services.length > 0 ? services : [countWords(cluster.numMons, "monitor"), countWords(cluster.numMgrs, "manager")].filter((words) => words !== undefined);
  if (cluster.numOsds !== undefined && cluster.numOsds > 0) parts.push(`OSDs: ${cluster.numOsdsUp ?? "–"} up and ${cluster.numOsdsIn ?? "–"} in of ${cluster.numOsds}`);
  if (cluster.numPGs !== undefined && cluster.numPGs > 0) parts.push(`${cluster.numPGs} placement groups`);
  return parts.join(" · ");
}

function serviceWords({ type, running, total, message }: CephService): string {
  return `${type}: ${running} of ${total}${message === undefined ? "" : `, ${message}`}`;
}

function countWords(count: number | undefined, noun: string): string | undefined {
  return count === undefined || count === 0 ? undefined : `${count} ${noun}${count === 1 ? "" : "s"}`;
}
