import { For, Show } from "solid-js";
import { limitOf, statusOfAlert, subjectOf, valueOf } from "../../domain/alerts";
import type { Alert } from "../../domain/types";
import { byNumberDown, sorted } from "../../lib/compare";
import { clockTime, dayAndTime, duration, fullTime } from "../../lib/time";
import { capital, counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { Panel } from "../../ui/Panel";
import { StatusMark } from "../../ui/StatusMark";
import styles from "./Guest.module.css";

const day = 24 * 60 * 60 * 1000;

/** What happened in the window of the charts, newest first. */
export function GuestEvents(props: { alerts: readonly Alert[]; error?: string }) {
  const live = useLive();
  const newest = () => sorted(props.alerts, byNumberDown((alert) => alert.startTime));
  const when = (at: number) => (live.now() - at < day ? clockTime(at) : dayAndTime(at, live.now()));
  return (
    <Panel title="In this window" fact={props.error ?? (props.alerts.length === 0 ? "no alerts" : counted(props.alerts.length, "alert"))}>
      <ol class={styles.events}>
        <For each={newest()}>
          {(alert) => (
            <li>
              <span class="num quiet" title={fullTime(alert.startTime ?? 0)}>
                {when(alert.startTime ?? 0)}
              </span>
              <StatusMark status={alert.resolvedTime === undefined ? statusOfAlert(alert, live.now()) : alert.level === "critical" ? "critical-seen" : "warning-seen"} label={alert.level} />
              <span class="cut" title={alert.message}>
                {capital(subjectOf(alert))} {valueOf(alert)}
                <Show when={limitOf(alert)}>{(limit) => <span class="quiet"> of {limit()}</span>}</Show>
              </span>
              <span class="quiet">
                {alert.resolvedTime === undefined ? "active, " : "over after "}
                {duration((alert.resolvedTime ?? live.now()) - (alert.startTime ?? 0))}
              </span>
            </li>
          )}
        </For>
      </ol>
    </Panel>
  );
}
