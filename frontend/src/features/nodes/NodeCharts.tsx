import { Show, createEffect, createMemo, createSignal, on, untrack } from "solid-js";
import { Chart } from "../../charts/Chart";
import { RangeBar } from "../../charts/RangeBar";
import { withTail } from "../../charts/data";
import type { ChartPoint, ChartSpan } from "../../charts/types";
import { createChartView } from "../../charts/view";
import { subjectOf } from "../../domain/alerts";
import { isOnline } from "../../domain/nodes";
import { nodeLimit } from "../../domain/thresholds";
import type { Node } from "../../domain/types";
import { bytes, percent } from "../../lib/format";
import { useLive } from "../../live/live";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { createPast } from "../past";
import styles from "./NodePage.module.css";

type Metric = "cpu" | "memory" | "disk";

const metrics: readonly Metric[] = ["cpu", "memory", "disk"];

/** CPU, memory and root file system over one axis of time. */
export function NodeCharts(props: { node: Node }) {
  const live = useLive();
  const view = createChartView(live.now);
  const past = createPast(() => props.node.id, metrics, view);
  const tail = createTail(() => props.node);
  const points = (metric: Metric) => joined(past.points(metric), tail(), metric, past.step());
  const limits = (metric: Metric) => {
    const limit = nodeLimit(live.thresholds(), props.node, metric);
    return limit === undefined ? {} : { trigger: limit.trigger, clear: limit.clear };
  };
  const spans = (metric: Metric): ChartSpan[] =>
    (live.alertsOf().get(props.node.id) ?? []).flatMap((alert) =>
      alert.type === metric && alert.startTime !== undefined ? [{ from: alert.startTime, tone: alert.level, label: subjectOf(alert) }] : [],
    );
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
      <Show when={past.error()}>
        {(error) => (
          <div class={styles.banner}>
            <Banner tone="warning" action={<Button kind="text" onClick={() => past.retry()}>Try again</Button>}>
              The history could not be read. {error()}
            </Banner>
          </div>
        )}
      </Show>
      <div class={styles.charts} aria-busy={past.loading()}>
        <Chart title="CPU" group="node" view={view} filled={past.filled()} lines={lines().cpu} format={percent} top={100} {...limits("cpu")} spans={spans("cpu")} />
        <Chart title="Memory" group="node" view={view} filled={past.filled()} lines={lines().memory} format={percent} top={100} {...limits("memory")} spans={spans("memory")} />
        <Chart title="Root file system" group="node" view={view} filled={past.filled()} lines={lines().disk} format={percent} top={100} {...limits("disk")} spans={spans("disk")} />
      </div>
    </>
  );
}

/** Figures that were seen while the page was open. */
type Tail = readonly { readonly at: number; readonly values: Readonly<Partial<Record<Metric, number>>> }[];

/** Notes the figures of the present every 10 s, until another node is shown. */
function createTail(node: () => Node) {
  const live = useLive();
  const [tail, setTail] = createSignal<Tail>([]);
  createEffect(on(() => node().id, () => setTail([]), { defer: true }));
  createEffect(
    on(live.now, (at) => {
      const { cpu, memory, disk } = untrack(node);
      if (!untrack(() => isOnline(node()))) return;
      const values = { cpu: cpu === undefined ? undefined : cpu * 100, memory: memory?.usage, disk: disk?.usage };
      setTail((before) => [...before.slice(-2000), { at, values }]);
    }),
  );
  return tail;
}

/** The recorded points, and behind them those of the page. */
function joined(recorded: readonly ChartPoint[], tail: Tail, metric: Metric, step: number): ChartPoint[] {
  const newer = tail.flatMap(({ at, values }) => {
    const value = values[metric];
    return value === undefined ? [] : [{ at, value }];
  });
  return withTail(recorded, newer, step);
}
