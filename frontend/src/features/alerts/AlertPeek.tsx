import { A } from "@solidjs/router";
import { Show, createMemo } from "solid-js";
import { Chart } from "../../charts/Chart";
import { RangeBar } from "../../charts/RangeBar";
import { type ChartView, createChartView, ranges, lengthOf } from "../../charts/view";
import { isSnoozed, isStateAlert, limitOf, statusOfAlert, subjectOf, valueOf, whereOf } from "../../domain/alerts";
import { pathOf } from "../../domain/links";
import type { Alert } from "../../domain/types";
import { shownDegrees, signOf, withDegrees } from "../../lib/temperature";
import { duration, fullTime, since } from "../../lib/time";
import { useLive } from "../../live/live";
import { MayChange } from "../../live/session";
import { Button } from "../../ui/Button";
import { Kbd } from "../../ui/Kbd";
import { Peek } from "../../ui/Peek";
import { StatusMark } from "../../ui/StatusMark";
import { createPast } from "../past";
import { spansOf } from "../spans";
import styles from "./Alerts.module.css";
import { FiredLine } from "./FiredLine";
import { WhySteps } from "./WhySteps";

interface AlertPeekProps {
  readonly alert: Alert;
  readonly over: boolean;
  readonly onAcknowledge: () => void;
  readonly onTakeBack: () => void;
  readonly onClear: () => void;
  readonly onSnooze: () => void;
  readonly onUnsnooze: () => void;
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
        <span class={`num ${styles.big} ${props.over ? "soft" : `tone-${alert().level}`}`}>{valueOf(alert(), live.degrees())}</span>
        <span class="soft">
          {props.over ? `resolved after ${lasted()}` : `${alert().level} for ${lasted()}`}, {whereOf(alert())}
        </span>
      </p>
      <Show when={!props.over}>
        <MayChange>
          <AlertButtons {...props} />
        </MayChange>
      </Show>
      <Show when={!isStateAlert(alert()) && alert().id} keyed>
        <AlertChart alert={alert()} />
      </Show>
      <Show when={!props.over}>
        <WhySteps resourceId={alert().resourceId} type={alert().type} />
      </Show>
      <FiredLine alert={alert()} />
      <dl class={styles.facts}>
        <dt>What</dt>
        <dd>{withDegrees(alert().message, live.degrees())}</dd>
        <Show when={limitOf(alert(), live.degrees())}>
          {(limit) => (
            <>
              <dt>Threshold</dt>
              <dd class="num">{limit()}, critical {alert().type === "temperature" && live.degrees() === "fahrenheit" ? 18 : 10} points above</dd>
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

/** What can be done about the alert. */
function AlertButtons(props: AlertPeekProps) {
  const live = useLive();
  return (
    <div class={styles.buttons}>
      <Show
        when={!props.alert.acknowledged}
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
      <Show
        when={isSnoozed(props.alert, live.now())}
        fallback={
          <Button aria-keyshortcuts="s" onClick={() => props.onSnooze()}>
            Snooze <Kbd>s</Kbd>
          </Button>
        }
      >
        <Button onClick={() => props.onUnsnooze()}>End the snooze</Button>
      </Show>
      <Button title="Removes it from the list; what lasts comes back with the next poll" onClick={() => props.onClear()}>
        Clear
      </Button>
      <A class="link" href={`/alerts/thresholds?q=${encodeURIComponent(props.alert.resourceName)}`}>
        Change the threshold
      </A>
    </div>
  );
}

const seriesNames: Record<string, string> = { cpu: "cpu", memory: "memory", disk: "disk", usage: "disk", diskRead: "diskread", diskWrite: "diskwrite", networkIn: "netin", networkOut: "netout", temperature: "temperature" };
const megabyte = 1e6;

/** The value before and since the alert began. */
function AlertChart(props: { alert: Alert }) {
  const live = useLive();
  const name = () => seriesNames[props.alert.type];
  // eslint-disable-next-line solid/reactivity -- the alert of a panel never changes, only its values
  const view = createAlertView(live.now, props.alert);
  const minute = createMemo(() => Math.floor(live.now() / 60_000));
  // eslint-disable-next-line solid/reactivity -- the metric of an alert never changes
  const metrics = seriesNames[props.alert.type] === undefined ? [] : [seriesNames[props.alert.type] ?? ""];
  const past = createPast(() => props.alert.resourceId, metrics, view, () => minute());
  const isHeat = () => props.alert.type === "temperature";
  const isRate = () => !isHeat() && name() !== undefined && !["cpu", "memory", "disk"].includes(name() ?? "");
  const inUnit = (value: number) => (isRate() ? value / megabyte : isHeat() ? shownDegrees(value, live.degrees()) : value);
  const points = createMemo(() => past.points(name() ?? "").map(({ at, value, low, high }) => ({ at, value: inUnit(value), low: inUnit(low ?? value), high: inUnit(high ?? value) })));
  const format = (value: number) => (isHeat() ? `${Math.round(value)}\u202f${signOf(live.degrees())}` : valueOf({ ...props.alert, value }, live.degrees()));
  const trigger = () => (isHeat() && props.alert.threshold !== undefined ? shownDegrees(props.alert.threshold, live.degrees()) : props.alert.threshold);
  return (
    <Show when={name()}>
      <div class={styles.chart}>
        <Chart
          title={subjectOf(props.alert)}
          group="alert"
          view={view}
          lines={[{ name: "", points: points() }]}
          format={format}
          top={isRate() || isHeat() ? undefined : 100}
          trigger={trigger()}
          filled={past.filled()}
          spans={spansOf([props.alert])}
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
