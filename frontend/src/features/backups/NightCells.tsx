import { For, Index, Match, Switch } from "solid-js";
import type { Night, Nights } from "../../domain/nights";
import { StatusMark } from "../../ui/StatusMark";
import styles from "./Backups.module.css";

const words: Record<Night, string> = {
  verified: "verified",
  server: "on a backup server, not verified",
  local: "on a storage of the node",
  bad: "does not verify",
  failed: "failed",
  missed: "did not run",
  running: "running",
  none: "none",
};

/** The nights of a guest, oldest first. */
export function NightCells(props: { nights: readonly Night[]; days: Nights["days"]; name: string }) {
  return (
    <span class={styles.nights} role="img" aria-label={summary(props.nights, props.name)}>
      <Index each={props.nights}>
        {(night, index) => (
          <span class={styles.night} data-night={night()} title={`${dayWord(props.days[index])}: ${words[night()]}`}>
            <NightMark night={night()} />
          </span>
        )}
      </Index>
    </span>
  );
}

/** The mark of one night; its word stands beside it or in the title. */
export function NightMark(props: { night: Night }) {
  return (
    <Switch fallback={<i class={styles.cell} data-night={props.night} />}>
      <Match when={props.night === "failed" || props.night === "bad"}>
        <StatusMark status="critical" size={13} label="" />
      </Match>
      <Match when={props.night === "missed"}>
        <StatusMark status="warning" size={13} label="" />
      </Match>
      <Match when={props.night === "running"}>
        <StatusMark status="planned" size={13} label="" />
      </Match>
    </Switch>
  );
}

/** The days over the cells. */
export function NightHeads(props: { days: Nights["days"] }) {
  return (
    <span class={styles.nights} aria-hidden="true">
      <For each={props.days}>
        {(day, index) => (
          <span class={styles.day} data-weekend={day.getDay() % 6 === 0 ? "" : undefined} data-now={index() === props.days.length - 1 ? "" : undefined}>
            {day.getDate()}
          </span>
        )}
      </For>
    </span>
  );
}

/** What the marks mean. */
export function NightKeys() {
  const shown = ["verified", "server", "local", "failed", "missed"] as const;
  const short: Record<(typeof shown)[number], string> = { verified: "verified", server: "not yet verified", local: "on the node", failed: "failed", missed: "did not run" };
  return (
    <span class={styles.keys}>
      <For each={shown}>
        {(night) => (
          <span>
            <NightMark night={night} />
            {short[night]}
          </span>
        )}
      </For>
    </span>
  );
}

/** "Nights of web: 12 verified, 1 failed, 1 none." */
function summary(nights: readonly Night[], name: string): string {
  const counts = new Map<Night, number>();
  for (const night of nights) counts.set(night, (counts.get(night) ?? 0) + 1);
  return `Nights of ${name}: ${[...counts].map(([night, count]) => `${count} ${words[night]}`).join(", ")}; last night: ${words[nights[nights.length - 1] ?? "none"]}`;
}

function dayWord(day: Date | undefined): string {
  return day?.toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short" }) ?? "";
}
