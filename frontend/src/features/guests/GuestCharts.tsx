import { Show } from "solid-js";
import { Chart } from "../../charts/Chart";
import { RangeBar } from "../../charts/RangeBar";
import type { ChartSpan } from "../../charts/types";
import type { ChartView } from "../../charts/view";
import { subjectOf } from "../../domain/alerts";
import { guestLimit } from "../../domain/thresholds";
import type { Alert, Guest } from "../../domain/types";
import { percent } from "../../lib/format";
import { useLive } from "../../live/live";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
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
  const spans = (...types: string[]): ChartSpan[] =>
    props.alerts.flatMap((alert) =>
      alert.startTime !== undefined && (types.includes(alert.type) || states.has(alert.type))
        ? [{ from: alert.startTime, to: alert.resolvedTime, tone: alert.level, label: subjectOf(alert) }]
        : [],
    );
  const cores = () => (props.guest.cpus === undefined ? "used" : `of ${props.guest.cpus} cores`);
  return (
    <>
      <RangeBar view={props.view} />
      <Show when={series.error()}>
        {(error) => (
          <div class={styles.pad}>
            <Banner tone="warning" action={<Button kind="text" onClick={() => series.retry()}>Try again</Button>}>
              The history could not be read. {error()}
            </Banner>
          </div>
        )}
      </Show>
      <div class={styles.charts} aria-busy={series.loading()}>
        <Chart title="Memory" group="guest" view={props.view} filled={series.filled()} lines={[line("used", "memory")]} format={percent} top={100} {...limitProps(limit("memory"))} spans={spans("memory")} />
        <Chart title="CPU" group="guest" view={props.view} filled={series.filled()} lines={[line(cores(), "cpu")]} format={percent} top={100} {...limitProps(limit("cpu"))} spans={spans("cpu")} />
        <Chart title="Disk" group="guest" view={props.view} filled={series.filled()} lines={[line("read", "diskread"), line("write", "diskwrite")]} format={rate} tick={plain} {...rateLimit(limit("diskRead"), limit("diskWrite"))} spans={spans("diskRead", "diskWrite", "disk")} />
        <Chart title="Network" group="guest" view={props.view} filled={series.filled()} lines={[line("in", "netin"), line("out", "netout")]} format={rate} tick={plain} {...rateLimit(limit("networkIn"), limit("networkOut"))} spans={spans("networkIn", "networkOut")} />
      </div>
    </>
  );
}

type Limited = ReturnType<typeof guestLimit>;

function limitProps(limit: Limited): { trigger?: number; clear?: number } {
  return limit === undefined ? {} : { trigger: limit.trigger, clear: limit.clear };
}

/** Limits of rates are configured in MiB/s and drawn in MB/s; of two the lower one is drawn. */
function rateLimit(a: Limited, b: Limited): { trigger?: number; clear?: number } {
  const lower = a === undefined || (b !== undefined && b.trigger < a.trigger) ? b : a;
  const scale = 1024 ** 2 / 1e6;
  return lower === undefined ? {} : { trigger: lower.trigger * scale, clear: lower.clear * scale };
}
