import { For, Show } from "solid-js";
import { statusOfAlert, subjectOf } from "../../../domain/alerts";
import { type QuietHours, isQuiet } from "../../../domain/quietHours";
import type { Alert } from "../../../domain/types";
import { byNumberDown, sorted } from "../../../lib/compare";
import { clockTime, duration, fullTime } from "../../../lib/time";
import { StatusMark } from "../../../ui/StatusMark";
import styles from "./Schedule.module.css";

/** The last alerts, and what these quiet hours would have done with them. */
export function Replayed(props: { alerts: readonly Alert[] | undefined; quiet: QuietHours; now: number }) {
  const last = () => sorted(props.alerts ?? [], byNumberDown(({ startTime }) => startTime)).slice(0, 8);
  return (
    <section class={styles.replayed}>
      <h3>What this would have done</h3>
      <p class="soft small">The last alerts, replayed with these quiet hours.</p>
      <Show when={last().length > 0} fallback={<p class="quiet">No alert in the last two days.</p>}>
        <ul>
          <For each={last()}>
            {(alert) => (
              <li>
                <span class="num quiet" title={fullTime(alert.startTime ?? 0)}>
                  {alert.startTime === undefined ? "" : clockTime(alert.startTime)}
                </span>
                <StatusMark status={alert.resolvedTime === undefined ? statusOfAlert(alert, props.now) : `${alert.level}-seen`} label={alert.level} />
                <span>
                  {alert.resourceName} {subjectOf(alert)}
                  <br />
                  <span class="soft small">{fateOf(alert, props.quiet)}</span>
                </span>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </section>
  );
}

const storage = new Set(["usage", "disk-health", "disk-wearout"]);
const reach = new Set(["connectivity", "offline", "powered-off", "docker-host-offline", "docker-container-state"]);

/** What quiet hours do with an alert, in words. */
export function fateOf(alert: Alert, quiet: QuietHours): string {
  if (alert.plannedWork !== undefined) return "planned work, nobody is told";
  if (alert.startTime === undefined || !isQuiet(quiet, alert.startTime)) return "told at once";
  const category = reach.has(alert.type) ? "offline" : storage.has(alert.type) || alert.type.startsWith("zfs-") ? "storage" : "performance";
  if (alert.level === "critical" && !quiet.held.has(category)) return "critical, told in quiet hours";
  if (alert.resolvedTime !== undefined && isQuiet(quiet, alert.resolvedTime)) return `kept back, cleared after ${duration(alert.resolvedTime - alert.startTime)}, never told`;
  return "kept back until the quiet hours are over";
}
