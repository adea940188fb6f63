import { For, Match, Show, Switch } from "solid-js";
import { limitOf, statusOfAlert, subjectOf, valueOf } from "../../domain/alerts";
import { type Change, kindWord, statusOfChange } from "../../domain/changes";
import type { Alert } from "../../domain/types";
import { byNumberDown, sorted } from "../../lib/compare";
import { clockTime, dayAndTime, duration, fullTime } from "../../lib/time";
import { capital, counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { Panel } from "../../ui/Panel";
import { StatusMark } from "../../ui/StatusMark";
import styles from "./Guest.module.css";

const day = 24 * 60 * 60 * 1000;

interface GuestEventsProps {
  readonly alerts: readonly Alert[];
  readonly changes: readonly Change[];
  /** Why the alerts of the past could not be read. */
  readonly error?: string;
}

type Event = { readonly at: number; readonly alert: Alert; readonly change?: undefined } | { readonly at: number; readonly change: Change; readonly alert?: undefined };

/** What happened in the window of the charts, newest first. */
export function GuestEvents(props: GuestEventsProps) {
  const newest = () =>
    sorted<Event>([...props.alerts.map((alert) => ({ at: alert.startTime ?? 0, alert })), ...props.changes.map((change) => ({ at: change.at, change }))], byNumberDown(({ at }) => at));
  const fact = () => {
    const parts = [props.alerts.length > 0 ? counted(props.alerts.length, "alert") : "no alerts"];
    if (props.changes.length > 0) parts.push(counted(props.changes.length, "change"));
    return props.error ?? parts.join(", ");
  };
  return (
    <Panel title="In this window" fact={fact()}>
      <ol class={styles.events}>
        <For each={newest()}>
          {(event) => (
            <li>
              <When at={event.at} />
              <Switch>
                <Match when={event.alert}>{(alert) => <AlertLine alert={alert()} />}</Match>
                <Match when={event.change}>{(change) => <ChangeLine change={change()} />}</Match>
              </Switch>
            </li>
          )}
        </For>
      </ol>
    </Panel>
  );
}

function When(props: { at: number }) {
  const live = useLive();
  return (
    <span class="num quiet" title={fullTime(props.at)}>
      {live.now() - props.at < day ? clockTime(props.at) : dayAndTime(props.at, live.now())}
    </span>
  );
}

function AlertLine(props: { alert: Alert }) {
  const live = useLive();
  const status = () => (props.alert.resolvedTime === undefined ? statusOfAlert(props.alert, live.now()) : props.alert.level === "critical" ? "critical-seen" : "warning-seen");
  return (
    <>
      <StatusMark status={status()} label={props.alert.level} />
      <span class="cut" title={props.alert.message}>
        {capital(subjectOf(props.alert))} {valueOf(props.alert, live.degrees())}
        <Show when={limitOf(props.alert, live.degrees())}>{(limit) => <span class="quiet"> of {limit()}</span>}</Show>
      </span>
      <span class="quiet">
        {props.alert.resolvedTime === undefined ? "active, " : "over after "}
        {duration((props.alert.resolvedTime ?? live.now()) - (props.alert.startTime ?? 0))}
      </span>
    </>
  );
}

function ChangeLine(props: { change: Change }) {
  return (
    <>
      <StatusMark status={statusOfChange(props.change)} label={kindWord(props.change)} />
      <span class="cut" title={props.change.text}>
        {props.change.text}
      </span>
      <span class="quiet cut">{props.change.by}</span>
    </>
  );
}
