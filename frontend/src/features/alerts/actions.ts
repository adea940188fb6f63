import { type Refusal, type SnoozeEnd, acknowledge, acknowledgeAll, clearAlert, clearAll, snooze, unacknowledge, unsnooze } from "../../api/alerts";
import type { Client } from "../../api/client";
import { subjectOf } from "../../domain/alerts";
import type { Alert } from "../../domain/types";
import { dayAndTime } from "../../lib/time";
import { counted } from "../../lib/words";
import { attempt } from "../../ui/attempt";

/** What can be done with alerts. Each tells how it went. */
export interface AlertActions {
  acknowledge(alerts: readonly Alert[]): Promise<boolean>;
  unacknowledge(alert: Alert): Promise<boolean>;
  clear(alerts: readonly Alert[]): Promise<boolean>;
  snooze(alerts: readonly Alert[], end: SnoozeEnd): Promise<boolean>;
  unsnooze(alert: Alert): Promise<boolean>;
}

/** Makes the actions. One alert is told by its name, several by their number. */
export function makeAlertActions(client: Client): AlertActions {
  return {
    acknowledge(alerts) {
      const open = alerts.filter(({ acknowledged }) => !acknowledged);
      const [only] = open;
      if (only === undefined) return Promise.resolve(false);
      const ids = open.map(({ id }) => id);
      return attempt({
        action: () => (open.length === 1 ? acknowledge(client, only.id) : allOf(acknowledgeAll(client, ids))),
        undo: () => Promise.all(ids.map((id) => unacknowledge(client, id))),
        done: `Acknowledged: ${namesOf(open)}`,
        failed: `Not acknowledged: ${namesOf(open)}.`,
      });
    },
    unacknowledge: (alert) =>
      attempt({
        action: () => unacknowledge(client, alert.id),
        undo: () => acknowledge(client, alert.id),
        done: `No longer acknowledged: ${nameOf(alert)}`,
        failed: `The acknowledgement of ${nameOf(alert)} could not be taken back.`,
      }),
    clear: (alerts) =>
      attempt({
        action: () => (alerts.length === 1 ? clearAlert(client, alerts[0]?.id ?? "") : allOf(clearAll(client, alerts.map(({ id }) => id)))),
        done: `Cleared: ${namesOf(alerts)}. What lasts comes back with the next poll.`,
        failed: `Not cleared: ${namesOf(alerts)}.`,
      }),
    snooze: (alerts, end) =>
      attempt({
        action: () => Promise.all(alerts.map(({ id }) => snooze(client, id, end))),
        undo: () => Promise.all(alerts.map(({ id }) => unsnooze(client, id))),
        done: `Snoozed ${"until" in end ? `until ${dayAndTime(end.until)}` : "until resolved"}: ${namesOf(alerts)}`,
        failed: `Not snoozed: ${namesOf(alerts)}.`,
      }),
    unsnooze: (alert) =>
      attempt({
        action: () => unsnooze(client, alert.id),
        done: `Told again: ${nameOf(alert)}`,
        failed: `The snooze of ${nameOf(alert)} could not be ended.`,
      }),
  };
}

/** "db-primary, memory use". */
export function nameOf(alert: Alert): string {
  return `${alert.resourceName}, ${subjectOf(alert)}`;
}

/** The name of one alert, or how many they are. */
export function namesOf(alerts: readonly Alert[]): string {
  const [only] = alerts;
  return alerts.length === 1 && only !== undefined ? nameOf(only) : counted(alerts.length, "alert");
}

/** Some of many can fail; the first reason stands for all. */
async function allOf(results: Promise<readonly Refusal[]>): Promise<void> {
  const refused = await results;
  const [first] = refused;
  if (first !== undefined) throw new Error(`${counted(refused.length, "alert")} refused: ${first.reason}`);
}
