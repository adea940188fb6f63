import { A } from "@solidjs/router";
import CheckIcon from "lucide-solid/icons/check";
import Undo2 from "lucide-solid/icons/undo-2";
import { Show } from "solid-js";
import { isSnoozed, limitOf, metricOf, statusOfAlert, subjectOf, valueOf, whereOf } from "../../domain/alerts";
import { pathOf } from "../../domain/links";
import type { Alert } from "../../domain/types";
import { withDegrees } from "../../lib/temperature";
import { ago, clockTime, dayAndTime, duration, fullTime, since } from "../../lib/time";
import { useLive } from "../../live/live";
import { MayChange } from "../../live/session";
import { IconButton } from "../../ui/Button";
import { Sparkline } from "../../ui/Sparkline";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, Row } from "../../ui/Table";
import styles from "./Alerts.module.css";
import { nameOf } from "./actions";

interface AlertRowProps {
  readonly alert: Alert;
  readonly id: string;
  readonly over: boolean;
  readonly cursor: boolean;
  readonly selected: boolean;
  readonly onClick: (event: MouseEvent) => void;
  readonly onAcknowledge: () => void;
  readonly onTakeBack: () => void;
}

/** One alert in two lines. */
export function AlertRow(props: AlertRowProps) {
  const live = useLive();
  const alert = () => props.alert;
  const metric = () => metricOf(alert());
  const path = () => pathOf(live.estate, alert().resourceId);
  const quiet = () => props.over || alert().acknowledged;
  return (
    <Row id={props.id} cursor={props.cursor} selected={props.selected} class={styles.row} onClick={(event) => !isOwnTarget(event) && props.onClick(event)}>
      <Cell class={styles.mark}>
        <StatusMark status={props.over ? "running" : statusOfAlert(alert(), live.now())} label={props.over ? "Resolved" : undefined} />
      </Cell>
      <Cell class={styles.what} title={withDegrees(alert().message, live.degrees())}>
        <span class="cut">
          <Show when={path()} fallback={<span class="strong">{alert().resourceName}</span>}>
            {(href) => (
              <A class="strong" href={href()}>
                {alert().resourceName}
              </A>
            )}
          </Show>{" "}
          <span class="soft">{subjectOf(alert())}</span>
        </span>
        <span class="cut quiet small">
          {whereOf(alert())} · <Under alert={alert()} over={props.over} />
        </span>
      </Cell>
      <Cell class={styles.trend}>
        <Show when={metric()}>
          {(name) => (
            <Sparkline values={live.trends.of(alert().resourceId, name())} width={76} height={22} trigger={alert().threshold} tone={props.over ? undefined : alert().level} max={name() === "network" ? "auto" : 100} />
          )}
        </Show>
      </Cell>
      <Cell class={styles.value}>
        <span class={`num ${quiet() ? "soft" : `tone-${alert().level}`}`}>{valueOf(alert(), live.degrees())}</span>
        <span class="num quiet small">
          <Show when={limitOf(alert(), live.degrees())}>{(limit) => <>of {limit()}</>}</Show>
        </span>
      </Cell>
      <Cell align="end" figures class={styles.age} title={alert().startTime === undefined ? undefined : `since ${fullTime(alert().startTime ?? 0)}`}>
        {props.over && alert().resolvedTime !== undefined ? clockTime(alert().resolvedTime ?? 0) : ago(alert().startTime, live.now())}
      </Cell>
      <Cell class={styles.actions}>
        <MayChange>
          <Show when={!props.over}>
            <Show
              when={alert().acknowledged}
              fallback={
                <IconButton label={`Acknowledge ${nameOf(alert())}`} onClick={() => props.onAcknowledge()}>
                  <CheckIcon class="icon" />
                </IconButton>
              }
            >
              <IconButton label={`Take back the acknowledgement of ${nameOf(alert())}`} onClick={() => props.onTakeBack()}>
                <Undo2 class="icon" />
              </IconButton>
            </Show>
          </Show>
        </MayChange>
      </Cell>
    </Row>
  );
}

function Under(props: { alert: Alert; over: boolean }) {
  const took = () => (props.alert.resolvedTime ?? 0) - (props.alert.startTime ?? 0);
  return (
    <Show when={!props.over} fallback={<span class="tone-ok">resolved after {duration(took())}</span>}>
      <Show when={props.alert.acknowledged} fallback={<Untold alert={props.alert} />}>
        <span class="tone-planned">seen{props.alert.ackUser === undefined ? "" : ` by ${props.alert.ackUser}`}</span>
      </Show>
    </Show>
  );
}

/** Why nobody is told for now, or since when it lasts. */
function Untold(props: { alert: Alert }) {
  const live = useLive();
  return (
    <Show
      when={props.alert.plannedWork}
      fallback={
        <Show when={isSnoozed(props.alert, live.now())} fallback={<>since {since(props.alert.startTime, live.now())}</>}>
          <span class="tone-planned">{snoozeWords(props.alert, live.now())}</span>
        </Show>
      }
    >
      {(work) => <span class="tone-planned">planned: {work().kind}</span>}
    </Show>
  );
}

const long = 400 * 24 * 60 * 60 * 1000;

function snoozeWords(alert: Alert, now: number): string {
  const until = alert.snoozedUntil ?? now;
  return until - now > long ? "snoozed until resolved" : `until ${dayAndTime(until, now)}`;
}

function isOwnTarget({ target }: MouseEvent): boolean {
  return target instanceof Element && target.closest("a, button") !== null;
}
