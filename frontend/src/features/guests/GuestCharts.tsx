import { Chart } from "../../charts/Chart";
import { RangeBar } from "../../charts/RangeBar";
import type { ChartView } from "../../charts/view";
import { guestLimit } from "../../domain/thresholds";
import type { Alert, Guest } from "../../domain/types";
import { percent } from "../../lib/format";
import { useLive } from "../../live/live";
import { PastFailed } from "../PastFailed";
import { spansOf } from "../spans";
import styles from "./Guest.module.css";
import { type SeriesName, createGuestSeries } from "./series";

interface GuestChartsProps {
  readonly guest: Guest;
  readonly view: ChartView;
  /** Alerts of the guest that touch the window. */
  readonly alerts: readonly Alert[];
}

const rate = (value: number) => `${value >= 10 ? Math.round(value) : value.toFixed(1)} MB/s`;
const plain = (value: number) => (value >= 10 || value === 0 ? String(Math.round(value)) : value.toFixed(1));
const states = new Set(["powered-off"]);

/** Memory, CPU, disk and network over one axis of time. */
export function GuestCharts(props: GuestChartsProps) {
  const live = useLive();
  // eslint-disable-next-line solid/reactivity -- the view of a page never changes, only its window
  const series = createGuestSeries(() => props.guest, props.view);
  const line = (name: string, of: SeriesName) => ({ name, points: series.points(of) });
  const limit = (metric: string) => guestLimit(live.thresholds(), props.guest, metric);
  const spans = (...types: string[]) => spansOf(props.alerts.filter(({ type }) => types.includes(type) || states.has(type)));
  const cores = () => (props.guest.cpus === undefined ? "used" : `of ${props.guest.cpus} cores`);
  return (
    <>
      <RangeBar view={props.view} />
      <PastFailed past={series} class={styles.pad} />
      <div class={styles.charts} aria-busy={series.loading()}>
        <Chart title="Memory" group="guest" view={props.view} filled={series.filled()} lines={[line("used", "memory")]} format={percent} top={100} {...limit("memory")} spans={spans("memory")} />
        <Chart title="CPU" group="guest" view={props.view} filled={series.filled()} lines={[line(cores(), "cpu")]} format={percent} top={100} {...limit("cpu")} spans={spans("cpu")} />
        <Chart title="Disk" group="guest" view={props.view} filled={series.filled()} lines={[line("read", "diskread"), line("write", "diskwrite")]} format={rate} tick={plain} {...rateLimit(limit("diskRead"), limit("diskWrite"))} spans={spans("diskRead", "diskWrite", "disk")} />
        <Chart title="Network" group="guest" view={props.view} filled={series.filled()} lines={[line("in", "netin"), line("out", "netout")]} format={rate} tick={plain} {...rateLimit(limit("networkIn"), limit("networkOut"))} spans={spans("networkIn", "networkOut")} />
      </div>
    </>
  );
}

type Limited = ReturnType<typeof guestLimit>;

/** Limits of rates are configured in MiB/s and drawn in MB/s; of two the lower one is drawn. */
function rateLimit(a: Limited, b: Limited): { trigger?: number; clear?: number } {
  const lower = a === undefined || (b !== undefined && b.trigger < a.trigger) ? b : a;
  const scale = 1024 ** 2 / 1e6;
  return lower === undefined ? {} : { trigger: lower.trigger * scale, clear: lower.clear * scale };
}
