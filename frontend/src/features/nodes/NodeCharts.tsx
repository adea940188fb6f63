import { createMemo } from "solid-js";
import { Chart } from "../../charts/Chart";
import { RangeBar } from "../../charts/RangeBar";
import { createChartView } from "../../charts/view";
import { isOnline } from "../../domain/nodes";
import { nodeLimit } from "../../domain/thresholds";
import type { Node } from "../../domain/types";
import { bytes, percent } from "../../lib/format";
import { useLive } from "../../live/live";
import { PastFailed } from "../PastFailed";
import { createPast } from "../past";
import { spansOf } from "../spans";
import { type Figures, createTail, joined } from "../tail";
import styles from "./NodePage.module.css";

type Metric = "cpu" | "memory" | "disk";

const metrics: readonly Metric[] = ["cpu", "memory", "disk"];

/** CPU, memory and root file system over one axis of time. */
export function NodeCharts(props: { node: Node }) {
  const live = useLive();
  const view = createChartView(live.now);
  const past = createPast(() => props.node.id, metrics, view);
  const tail = createTail(() => props.node.id, () => presentValues(props.node));
  const points = (metric: Metric) => joined(past.points(metric), tail(), metric, past.step());
  const limit = (metric: Metric) => nodeLimit(live.thresholds(), props.node, metric);
  const spans = (metric: Metric) => spansOf((live.alertsOf().get(props.node.id) ?? []).filter(({ type }) => type === metric));
  const size = (of: { total: number } | undefined) => (of === undefined ? "used" : `of ${bytes(of.total)}`);
  const threads = () => (props.node.cpuInfo === undefined ? "used" : `of ${props.node.cpuInfo.cores} threads`);
  const lines = createMemo(() => ({
    cpu: [{ name: threads(), points: points("cpu") }],
    memory: [{ name: size(props.node.memory), points: points("memory") }],
    disk: [{ name: size(props.node.disk), points: points("disk") }],
  }));
  return (
    <>
      <RangeBar view={view} />
      <PastFailed past={past} class={styles.banner} />
      <div class={styles.charts} aria-busy={past.loading()}>
        <Chart title="CPU" group="node" view={view} filled={past.filled()} lines={lines().cpu} format={percent} top={100} {...limit("cpu")} spans={spans("cpu")} />
        <Chart title="Memory" group="node" view={view} filled={past.filled()} lines={lines().memory} format={percent} top={100} {...limit("memory")} spans={spans("memory")} />
        <Chart title="Root file system" group="node" view={view} filled={past.filled()} lines={lines().disk} format={percent} top={100} {...limit("disk")} spans={spans("disk")} />
      </div>
    </>
  );
}

/** The figures of now; undefined when nothing is known of the present. */
function presentValues(node: Node): Figures<Metric> | undefined {
  if (!isOnline(node)) return undefined;
  return { cpu: node.cpu === undefined ? undefined : node.cpu * 100, memory: node.memory?.usage, disk: node.disk?.usage };
}
