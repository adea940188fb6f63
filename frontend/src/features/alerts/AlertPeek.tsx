import { A } from "@solidjs/router";
import { Show, createMemo, createResource } from "solid-js";
import type { Charts, SeriesMap } from "../../api/charts";
import { Chart } from "../../charts/Chart";
import { RangeBar } from "../../charts/RangeBar";
import { type ChartView, createChartView, ranges, lengthOf } from "../../charts/view";
import { isStateAlert, limitOf, statusOfAlert, subjectOf, valueOf, whereOf } from "../../domain/alerts";
import { pathOf } from "../../domain/links";
import type { Alert } from "../../domain/types";
import { duration, fullTime, since } from "../../lib/time";
import { useLive } from "../../live/live";
import type { Recorded } from "../../live/recorded";
import { Button } from "../../ui/Button";
import { Kbd } from "../../ui/Kbd";
import { Peek } from "../../ui/Peek";
import { StatusMark } from "../../ui/StatusMark";
import styles from "./Alerts.module.css";

interface AlertPeekProps {
  readonly alert: Alert;
  readonly over: boolean;
  readonly recorded: Recorded;
  readonly onAcknowledge: () => void;
  readonly onTakeBack: () => void;
  readonly onClear: () => void;
  readonly onClose: () => void;
}

/** An alert beside the list: its value, how it came to it, and what can be done. */
export function AlertPeek(props: AlertPeekProps) {
  const live = useLive();
  const alert = () => props.alert;
  const path = () => pathOf(live.estate, alert().resourceId);
  const end = () => alert().resolvedTime ?? live.now();
  const lasted = () => duration(end() - (alert().startTime ?? end()));
  return (
    <Peek
      title={`${alert().resourceName}, ${subjectOf(alert())}`}
      mark={<StatusMark status={props.over ? "running" : statusOfAlert(alert(), live.now())} label={props.over ? "Resolved" : undefined} />}
      onClose={() => props.onClose()}
    >
      <p class={styles.lead}>
        <span class={`num ${styles.big} ${props.over ? "soft" : `tone-${alert().level}`}`}>{valueOf(alert())}</span>
        <span class="soft">
          {props.over ? `resolved after ${lasted()}` : `${alert().level} for ${lasted()}`}, {whereOf(alert())}
        </span>
      </p>
      <Show when={!props.over}>
        <div class={styles.buttons}>
          <Show
            when={!alert().acknowledged}
            fallback={
              <Button kind="primary" onClick={() => props.onTakeBack()}>
                Take the acknowledgement back
              </Button>
            }
          >
            <Button kind="primary" aria-keyshortcuts="a" onClick={() => props.onAcknowledge()}>
              Acknowledge <Kbd>a</Kbd>
            </Button>
          </Show>
          <Button title="Removes it from the list; what lasts comes back with the next poll" onClick={() => props.onClear()}>
            Clear
          </Button>
          <A class="link" href="/alerts/thresholds">
            Change the threshold
          </A>
        </div>
      </Show>
      <Show when={!isStateAlert(alert()) && alert().id} keyed>
        <AlertChart alert={alert()} recorded={props.recorded} />
      </Show>
      <dl class={styles.facts}>
        <dt>What</dt>
        <dd>{alert().message}</dd>
        <Show when={limitOf(alert())}>
          {(limit) => (
            <>
              <dt>Threshold</dt>
              <dd class="num">{limit()}, critical 10 points above</dd>
            </>
          )}
        </Show>
        <dt>Since</dt>
        <dd>{alert().startTime === undefined ? "unknown" : fullTime(alert().startTime ?? 0)}</dd>
        <Show when={alert().resolvedTime}>
          {(at) => (
            <>
              <dt>Until</dt>
              <dd>{fullTime(at())}</dd>
            </>
          )}
        </Show>
        <Show when={alert().acknowledged}>
          <dt>Seen</dt>
          <dd>
            {alert().ackUser === undefined ? "yes" : `by ${alert().ackUser ?? ""}`}
            {alert().ackTime === undefined ? "" : `, ${since(alert().ackTime, live.now())}`}
          </dd>
        </Show>
        <dt>Where</dt>
        <dd>
          <Show when={path()} fallback={`${alert().resourceName}, no longer watched`}>
            {(href) => (
              <A class="link" href={href()}>
                {alert().resourceName}
              </A>
            )}
          </Show>
        </dd>
      </dl>
    </Peek>
  );
}

const seriesNames: Record<string, string> = { cpu: "cpu", memory: "memory", disk: "disk", usage: "disk", diskRead: "diskread", diskWrite: "diskwrite", networkIn: "netin", networkOut: "netout" };
const megabyte = 1e6;

/** The value before and since the alert began. */
function AlertChart(props: { alert: Alert; recorded: Recorded }) {
  const live = useLive();
  const name = () => seriesNames[props.alert.type];
  // eslint-disable-next-line solid/reactivity -- the alert of a panel never changes, only its values
  const view = createAlertView(live.now, props.alert);
  // eslint-disable-next-line solid/reactivity -- the reader of a page never changes
  const { recorded } = props;
  const minute = createMemo(() => Math.floor(live.now() / 60_000));
  const [charts] = createResource(
    () => [view.needed(), minute()] as const,
    ([range]) => recorded.of(range),
  );
  const isRate = () => name() !== undefined && !["cpu", "memory", "disk"].includes(name() ?? "");
  const points = createMemo(() => {
    const series = charts.error === undefined && charts.latest !== undefined ? seriesIn(charts.latest, props.alert.resourceId) : {};
    const scale = isRate() ? megabyte : 1;
    return (series[name() ?? ""] ?? []).filter(({ value }) => value >= 0).map(({ at, value }) => ({ at, value: value / scale }));
  });
  return (
    <Show when={name()}>
      <div class={styles.chart}>
        <Chart
          title={subjectOf(props.alert)}
          group="alert"
          view={view}
          lines={[{ name: "", points: points() }]}
          format={(value) => valueOf({ ...props.alert, value })}
          top={isRate() ? undefined : 100}
          trigger={props.alert.threshold}
          spans={props.alert.startTime === undefined ? [] : [{ from: props.alert.startTime, to: props.alert.resolvedTime, tone: props.alert.level, label: subjectOf(props.alert) }]}
        />
        <RangeBar view={view} />
      </div>
    </Show>
  );
}

/** Begins with the shortest range in which the beginning of the alert can be seen. */
function createAlertView(now: () => number, alert: Alert): ChartView {
  const age = now() - (alert.startTime ?? now());
  return createChartView(now, { range: ranges.find((range) => lengthOf(range) > age * 1.2) ?? "7d" });
}

function seriesIn(charts: Charts, id: string): SeriesMap {
  return charts.guests[id] ?? charts.nodes[id] ?? charts.storage[id] ?? {};
}
