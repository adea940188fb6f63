import { A } from "@solidjs/router";
import { For, Show, createMemo } from "solid-js";
import CircleUserRound from "lucide-solid/icons/circle-user-round";
import { wordOf } from "../../lib/status";
import { useLive } from "../../live/live";
import { useSession } from "../../live/session";
import { Logo } from "../../ui/Logo";
import { StatusMark } from "../../ui/StatusMark";
import { type Entry, type Tally, presentEntries } from "./entries";
import styles from "./Navigation.module.css";

/** The pages at the left; a rail of icons when there is little room or when it is asked for. */
export function Navigation(props: { rail: boolean }) {
  const live = useLive();
  const session = useSession();
  const shown = createMemo(() => presentEntries(live));
  const account = () => session.name() ?? "";
  return (
    <nav class={styles.navigation} aria-label="Main" data-rail={props.rail ? "" : undefined}>
      <A class={styles.brand} href="/" aria-label="Pulse, overview" tabindex={-1}>
        <Logo />
        <span class={styles.word}>Pulse</span>
      </A>
      <ul>
        <For each={shown().filter((entry) => entry.group < 4)}>
          {(entry, index) => (
            <li data-begins={begins(shown(), index()) ? "" : undefined}>
              <EntryLink entry={entry} />
            </li>
          )}
        </For>
      </ul>
      <ul class={styles.end}>
        <For each={shown().filter((entry) => entry.group === 4)}>
          {(entry) => (
            <li>
              <EntryLink entry={entry} />
            </li>
          )}
        </For>
        <Show when={account() !== ""}>
          <li>
            <A class={styles.entry} href="/settings/security" title={`${account()}, account`} activeClass="">
              <CircleUserRound class="icon" />
              <span class={`cut ${styles.word}`}>{account()}</span>
            </A>
          </li>
        </Show>
      </ul>
    </nav>
  );
}

function EntryLink(props: { entry: Entry }) {
  const live = useLive();
  const tally = createMemo(() => (live.ready() ? props.entry.tally?.(live) : undefined));
  return (
    <A class={styles.entry} href={props.entry.href} end={props.entry.href === "/"} title={props.entry.label}>
      <props.entry.icon class="icon" />
      <span class={styles.word}>{props.entry.label}</span>{" "}
      <Show when={tally()}>{(counted) => <TallyMark tally={counted()} />}</Show>
    </A>
  );
}

function TallyMark(props: { tally: Tally }) {
  return (
    <span class={`num ${styles.tally}`}>
      <Show when={props.tally.worst}>{(worst) => <StatusMark status={worst()} label={`${wordOf(worst())}:`} size={12} />}</Show>{" "}
      <span class={styles.count}>{props.tally.count}</span>
    </span>
  );
}

function begins(list: readonly Entry[], index: number): boolean {
  return index > 0 && list[index]?.group !== list[index - 1]?.group;
}
