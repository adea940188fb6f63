import { Show, createMemo } from "solid-js";
import { Chart } from "../../../charts/Chart";
import { createChartView } from "../../../charts/view";
import type { Metric } from "../../../domain/limitSorts";
import { shownLimit, unitOf } from "../../../domain/limitUnits";
import type { Limit } from "../../../domain/thresholds";
import type { TrialFiring } from "../../../domain/trial";
import { shownDegrees } from "../../../lib/temperature";
import { dayAndTime, duration } from "../../../lib/time";
import { useLive } from "../../../live/live";
import { createPast } from "../../past";
import styles from "./Trial.module.css";

interface FiringChartProps {
  readonly firing: TrialFiring;
  readonly name: string;
  readonly metric: Metric | undefined;
  readonly limit: Limit;
  readonly before: Limit;
}

const seriesNames: Readonly<Record<string, string>> = { usage: "disk", diskRead: "diskread", diskWrite: "diskwrite", networkIn: "netin", networkOut: "netout" };
const megabyte = 1e6;
const least = 30 * 60 * 1000;

/** One firing with the values around it and both thresholds. */
export function FiringChart(props: FiringChartProps) {
  const live = useLive();
  // eslint-disable-next-line solid/reactivity -- a chart is made for one firing; another one makes another chart
  const { firing, metric } = props;
  const end = () => firing.end ?? live.now();
  const around = Math.max(least, (end() - firing.start) / 2);
  const view = createChartView(live.now, { fixed: { from: firing.start - around, to: Math.min(end() + around, live.now()) } });
  const series = seriesNames[metric?.key ?? ""] ?? metric?.key ?? "cpu";
  const past = createPast(() => firing.resourceId, [series], view);
  const inUnit = (value: number) => (metric?.unit === "MB/s" ? value / megabyte : metric?.unit === "°C" ? shownDegrees(value, live.degrees()) : value);
  const points = createMemo(() => past.points(series).map(({ at, value, low, high }) => ({ at, value: inUnit(value), low: inUnit(low ?? value), high: inUnit(high ?? value) })));
  const format = (value: number) => `${Math.round(value)}\u202f${metric === undefined ? "" : unitOf(metric, live.degrees())}`;
  const limit = (of: Limit) => (metric === undefined ? of : shownLimit(of, metric, live.degrees()));
  return (
    <div class={styles.chart}>
      <Chart
        title={`${props.name}, ${dayAndTime(firing.start)}`}
        group="trial"
        view={view}
        lines={[{ name: "", points: points() }]}
        format={format}
        top={metric?.unit === "%" ? 100 : undefined}
        trigger={props.limit.trigger > 0 ? limit(props.limit).trigger : undefined}
        clear={props.before.trigger > 0 && props.before.trigger !== props.limit.trigger ? limit(props.before).trigger : undefined}
        spans={[{ from: firing.start, to: firing.end, tone: firing.planned ? "planned" : firing.level, label: props.name }]}
        filled={past.filled()}
        note={`${duration(end() - firing.start)} in all${firing.planned ? ", planned work" : ""}`}
      />
      <Show when={past.error()}>{(words) => <p class="quiet small">The values could not be read. {words()}</p>}</Show>
    </div>
  );
}
