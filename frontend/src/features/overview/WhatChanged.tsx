import { A } from "@solidjs/router";
import { For, Show, createMemo, createResource } from "solid-js";
import { fetchChanges } from "../../api/changes";
import { type Change, isNews, kindWord, statusOfChange } from "../../domain/changes";
import { pathOf } from "../../domain/links";
import { loaded } from "../../lib/resource";
import { fullTime, since } from "../../lib/time";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { Panel } from "../../ui/Panel";
import { StatusMark } from "../../ui/StatusMark";
import styles from "./Overview.module.css";

const day = 24 * 60 * 60 * 1000;
const most = 7;

/** What changed in the last day: who started, stopped or moved, and what was configured. */
export function WhatChanged() {
  const live = useLive();
  const client = useClient();
  const minute = createMemo(() => Math.floor(live.now() / 60_000));
  const [changes] = createResource(minute, () => fetchChanges(client, { from: Date.now() - day, to: Date.now() }).catch(() => []));
  const news = createMemo(() => (loaded(changes) ?? []).filter(isNews).slice(0, most));
  return (
    <Show when={news().length > 0}>
      <Panel title="What changed">
        <ul>
          <For each={news()}>{(change) => <Line change={change} />}</For>
        </ul>
      </Panel>
    </Show>
  );
}

function Line(props: { change: Change }) {
  const live = useLive();
  const path = () => pathOf(live.estate, props.change.resourceId);
  const words = () => props.change.text;
  const title = () => `${words()}${props.change.by === undefined ? "" : `, by ${props.change.by}`}`;
  return (
    <li class={styles.change}>
      <span class="num quiet" title={fullTime(props.change.at)}>
        {since(props.change.at, live.now())}
      </span>
      <StatusMark status={statusOfChange(props.change)} label={kindWord(props.change)} />
      <Show when={path()} fallback={<span class="cut" title={title()}>{words()}</span>}>
        {(href) => (
          <A class="cut" href={href()} title={title()}>
            {words()}
          </A>
        )}
      </Show>
    </li>
  );
}
