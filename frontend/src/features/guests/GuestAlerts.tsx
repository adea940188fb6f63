import { For, Show, createMemo } from "solid-js";
import { acknowledge, unacknowledge } from "../../api/alerts";
import { byTrouble, isStateAlert, statusOfAlert, subjectOf, valueOf } from "../../domain/alerts";
import { guestLimit, isOwnLimit } from "../../domain/thresholds";
import type { Alert, Guest } from "../../domain/types";
import { sorted } from "../../lib/compare";
import { percent } from "../../lib/format";
import type { Degrees } from "../../lib/temperature";
import { ago, since } from "../../lib/time";
import { capital } from "../../lib/words";
import { useLive } from "../../live/live";
import { MayChange, useClient } from "../../live/session";
import { Button } from "../../ui/Button";
import { StatusMark } from "../../ui/StatusMark";
import { attempt } from "../../ui/attempt";
import styles from "./Guest.module.css";

/** Why a guest alerts, in words, and the way to say that it is known. */
export function GuestAlerts(props: { guest: Guest; class?: string }) {
  const live = useLive();
  const alerts = createMemo(() => sorted(ofGuest(live.alerts(), props.guest.id), byTrouble(live.now())));
  return (
    <For each={alerts()}>
      {(alert) => (
        <section class={props.class}>
          <Why alert={alert} guest={props.guest} />
        </section>
      )}
    </For>
  );
}

/** The alerts of a guest and of its single disks. */
function ofGuest(alerts: readonly Alert[], id: string): Alert[] {
  return alerts.filter((alert) => alert.resourceId === id || alert.resourceId.startsWith(`${id}-disk-`));
}

function Why(props: { alert: Alert; guest: Guest }) {
  const live = useLive();
  const client = useClient();
  const status = () => statusOfAlert(props.alert, live.now());
  const name = () => `${props.guest.name}, ${subjectOf(props.alert)}`;
  const see = () => acknowledge(client, props.alert.id);
  const takeBack = () => unacknowledge(client, props.alert.id);
  return (
    <>
      <div class={styles.whyHead}>
        <StatusMark status={status()} />
        <h3 class="strong">{headline(props.alert)}</h3>
        <span class="num quiet">{ago(props.alert.startTime, live.now())}</span>
      </div>
      <p class={styles.why}>
        <Reason {...props} />
      </p>
      <Show
        when={props.alert.acknowledged}
        fallback={
          <MayChange>
            <Button small aria-label={`Acknowledge ${name()}`} onClick={() => void attempt({ action: see, undo: takeBack, done: `Acknowledged: ${name()}`, failed: `${name()} could not be acknowledged.` })}>
              Acknowledge
            </Button>
          </MayChange>
        }
      >
        <p class={`tone-planned ${styles.why}`}>
          Seen{props.alert.ackUser === undefined ? "" : ` by ${props.alert.ackUser}`}
          {props.alert.ackTime === undefined ? "" : `, ${since(props.alert.ackTime, live.now())}`}
        </p>
        <MayChange>
          <Button small aria-label={`Take back the acknowledgement of ${name()}`} onClick={() => void attempt({ action: takeBack, undo: see, done: `No longer acknowledged: ${name()}`, failed: "The acknowledgement could not be taken back." })}>
            Take back
          </Button>
        </MayChange>
      </Show>
    </>
  );
}

function headline(alert: Alert): string {
  if (isStateAlert(alert)) return capital(subjectOf(alert));
  return `${capital(subjectOf(alert))} is ${alert.level === "critical" ? "critical" : "high"}`;
}

function Reason(props: { alert: Alert; guest: Guest }) {
  const live = useLive();
  const from = () => (props.alert.startTime === undefined ? "" : ` since ${since(props.alert.startTime, live.now())}`);
  const limit = () => guestLimit(live.thresholds(), props.guest, props.alert.type);
  return (
    <Show when={!isStateAlert(props.alert)} fallback={`${props.alert.message}${from()}.`}>
      {valueOf(props.alert, live.degrees())}
      {from()}.{" "}
      <Show when={limit()}>
        {(found) => (
          <>
            Warns at {unit(props.alert, found().trigger, live.degrees())}{" "}
            <span class="quiet">({isOwnLimit(live.thresholds(), props.guest.id, props.alert.type) ? "own value" : "default for guests"})</span>, clears at {unit(props.alert, found().clear, live.degrees())}.
          </>
        )}
      </Show>
    </Show>
  );
}

function unit(alert: Alert, value: number, degrees: Degrees): string {
  return valueOf({ ...alert, value }, degrees) || percent(value);
}
