import { Show, createMemo } from "solid-js";
import { ticksOf } from "../../domain/pulse";
import { quietShares } from "../../domain/quietHours";
import { guestsSentence, overviewSentence } from "../../domain/overview";
import { countGuests } from "../../domain/guests";
import type { Alert } from "../../domain/types";
import { useLive } from "../../live/live";
import { PulseStrip } from "../../ui/PulseStrip";
import styles from "./Overview.module.css";

const day = 24 * 60 * 60 * 1000;

/** The sentence that says whether it is fine, and the last day of alerts beside it. */
export function Lead(props: { history: readonly Alert[] | undefined }) {
  const live = useLive();
  const sentence = createMemo(() => overviewSentence(live.alerts(), live.now()));
  const guests = createMemo(() => guestsSentence(countGuests(live.ratedGuests())));
  const ticks = createMemo(() => ticksOf(withActive(props.history ?? [], live.alerts()), live.now()));
  const minute = createMemo(() => Math.floor(live.now() / 60_000) * 60_000);
  const quiet = createMemo(() => {
    const hours = live.quiet();
    return hours === undefined ? [] : quietShares(hours, minute() - day, minute());
  });
  return (
    <section class={styles.lead}>
      <div>
        <h2 class={styles.sentence}>{sentence()}</h2>
        <p>{guests()}</p>
      </div>
      <Show when={props.history}>
        <PulseStrip ticks={ticks()} now={live.now()} label="Alerts in the last 24 hours" quiet={quiet()} />
      </Show>
    </section>
  );
}

/** The history with its active alerts replaced by how they are now. */
function withActive(history: readonly Alert[], active: readonly Alert[]): Alert[] {
  const current = new Set(active.map((alert) => `${alert.id} ${alert.startTime ?? 0}`));
  return [...active, ...history.filter((alert) => !current.has(`${alert.id} ${alert.startTime ?? 0}`))];
}
