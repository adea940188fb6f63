import { Show, createEffect, createMemo, createResource, createSignal, on, untrack } from "solid-js";
import type { Point } from "../../api/charts";
import { wordsOf } from "../../api/errors";
import { Chart } from "../../charts/Chart";
import { RangeBar } from "../../charts/RangeBar";
import type { ChartSpan } from "../../charts/types";
import { createChartView } from "../../charts/view";
import { subjectOf } from "../../domain/alerts";
import { isOnline } from "../../domain/nodes";
import { nodeLimit } from "../../domain/thresholds";
import type { Node } from "../../domain/types";
import { bytes, percent } from "../../lib/format";
import { loaded } from "../../lib/resource";
import { useLive } from "../../live/live";
import { createRecorded } from "../../live/recorded";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import styles from "./NodePage.module.css";

type Metric = "cpu" | "memory" | "disk";

/** CPU, memory and root file system over one axis of time. */
export function NodeCharts(props: { node: Node }) {
  const live = useLive();
  const view = createChartView(live.now);
  const recorded = createRecorded(useClient());
  const [answer, { refetch }] = createResource(
    () => [props.node.id, view.needed()] as const,
    async ([id, range]) => (await recorded.of(range)).nodes[id] ?? {},
  );
  const tail = createTail(() => props.node);
  const points = (metric: Metric) => joined(loaded(answer)?.[metric] ?? [], tail(), metric);
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
      <Show when={answer.state === "errored"}>
        <div class={styles.banner}>
          <Banner tone="warning" action={<Button kind="text" onClick={() => void refetch()}>Try again</Button>}>
            The history could not be read. {wordsOf(answer.error)}
          </Banner>
        </div>
      </Show>
      <div class={styles.charts} aria-busy={answer.loading}>
        <Chart title="CPU" group="node" view={view} lines={lines().cpu} format={percent} top={100} {...limits("cpu")} spans={spans("cpu")} />
        <Chart title="Memory" group="node" view={view} lines={lines().memory} format={percent} top={100} {...limits("memory")} spans={spans("memory")} />
        <Chart title="Root file system" group="node" view={view} lines={lines().disk} format={percent} top={100} {...limits("disk")} spans={spans("disk")} />
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
function joined(recorded: readonly Point[], tail: Tail, metric: Metric): Point[] {
  const last = recorded.at(-1)?.at ?? 0;
  const newer = tail.flatMap(({ at, values }) => {
    const value = values[metric];
    return value === undefined || at <= last + 5000 ? [] : [{ at, value }];
  });
  return [...recorded, ...newer];
}
