import { A } from "@solidjs/router";
import { For, Match, Show, Switch, createMemo } from "solid-js";
import { createClock } from "../../lib/clock";
import { type QuietHours, isQuiet, quietWords } from "../../domain/quietHours";
import { fullTime, since } from "../../lib/time";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { useSession } from "../../live/session";
import { StatusMark } from "../../ui/StatusMark";
import { isStalled } from "./stall";
import styles from "./StatusBar.module.css";

/** The line at the foot: how old the data is, what does not answer, and who is told about alerts. */
export function StatusBar() {
  const live = useLive();
  const failing = createMemo(() => live.estate.connections.filter((connection) => !connection.ok));
  const total = () => live.estate.connections.length;
  return (
    <footer class={styles.bar} data-stalled={isStalled(live, live.now()) ? "" : undefined}>
      <DataAge />
      <Whose />
      <For each={failing().slice(0, 1)}>
        {(connection) => (
          <A class={styles.failing} href="/settings/connections" title={connection.error}>
            <StatusMark status="critical" label="" size={12} />
            <span class="cut">
              {connection.name} does not answer
              <Show when={connection.since}>{(at) => <span title={fullTime(at())}> since {since(at(), live.now())}</span>}</Show>
            </span>
          </A>
        )}
      </For>
      <Show when={total() > 0}>
        <span class="num">
          {total() - failing().length} of {counted(total(), "connection")}
        </span>
      </Show>
      <span class={styles.grow} />
      <Show when={live.told()}>{(names) => <Told names={names()} />}</Show>
      <Show when={live.quiet()}>{(quiet) => <Quiet hours={quiet()} />}</Show>
    </footer>
  );
}

/** "Live, 3 s ago", or what is wrong with the line to the server. */
export function DataAge() {
  const live = useLive();
  const now = createClock(1000);
  const age = () => live.age(now());
  const seconds = () => Math.floor((age() ?? 0) / 1000);
  return (
    <span class={styles.age}>
      <Switch fallback={<>Connecting</>}>
        <Match when={live.link() === "lost"}>
          <StatusMark status="unknown" label="" size={12} />
          Connection to Pulse lost, trying again
        </Match>
        <Match when={live.estate.connections.length === 0 && live.ready()}>
          <StatusMark status="running" good label="" />
          Live
        </Match>
        <Match when={age() !== undefined && isStalled(live, now())}>
          <StatusMark status="unknown" label="" size={12} />
          <span class="num">Last heard from a server {seconds()} s ago</span>
        </Match>
        <Match when={age() !== undefined}>
          <StatusMark status="running" good label="" />
          <span class="num">Live, {seconds()} s ago</span>
        </Match>
      </Switch>
    </span>
  );
}

/** Which Pulse the window shows, where it is not that of this computer. */
function Whose() {
  const session = useSession();
  const name = () => session.client.connection.elsewhere;
  return (
    <Show when={name()}>
      {(shown) => (
        <A class={`cut ${styles.told}`} href="/settings/elsewhere">
          You see {shown()}
        </A>
      )}
    </Show>
  );
}

function Told(props: { names: readonly string[] }) {
  return (
    <A class={`cut ${styles.told}`} href="/settings/notifications">
      {props.names.length === 0 ? "Nobody is told about alerts" : `Telling: ${props.names.join(", ")}`}
    </A>
  );
}

function Quiet(props: { hours: QuietHours }) {
  const live = useLive();
  return (
    <Show when={quietWords(props.hours)}>
      {(words) => (
        <A class={`num ${styles.told}`} href="/alerts/schedule">
          {words()}
          {isQuiet(props.hours, live.now()) ? ", now" : ""}
        </A>
      )}
    </Show>
  );
}
