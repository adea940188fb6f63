import { A } from "@solidjs/router";
import { Match, Show, Switch, createEffect, createMemo, createResource, on } from "solid-js";
import Plus from "lucide-solid/icons/plus";
import { fetchAlertHistory } from "../../api/alerts";
import { isNew } from "../../domain/alerts";
import { loaded } from "../../lib/resource";
import { today } from "../../lib/time";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { EmptyState } from "../../ui/EmptyState";
import { Page } from "../../ui/Page";
import { Skeleton } from "../../ui/Skeleton";
import { FindButton } from "../../ui/find";
import { Attention } from "./Attention";
import { Busiest } from "./Busiest";
import { FillingUp } from "./FillingUp";
import { Lead } from "./Lead";
import { LastNight } from "./LastNight";
import { MailAndDocker } from "./MailAndDocker";
import { NodeList } from "./NodeList";
import { WhatChanged } from "./WhatChanged";
import { WhileAway } from "./WhileAway";
import styles from "./Overview.module.css";

const day = 24 * 60 * 60 * 1000;

/** Fine or not, what first, and since when: on one screen. */
export default function OverviewPage() {
  const live = useLive();
  const client = useClient();
  const [history, { refetch }] = createResource(() => fetchAlertHistory(client, { from: Date.now() - day }).catch(() => undefined));
  const alertIds = createMemo(() => Object.keys(live.estate.activeAlerts).sort().join("\n"));
  createEffect(on(alertIds, () => void refetch(), { defer: true }));
  const watching = () => live.estate.connections.length > 0 || live.nodes().length > 0;
  return (
    <Page title="Overview" fact={today(live.now())} actions={<FindButton />}>
      <Switch>
        <Match when={!live.ready()}>
          <Skeleton label="Loading the overview" rows={12} />
        </Match>
        <Match when={!watching()}>
          <NothingWatched />
        </Match>
        <Match when={live.nodes().length === 0}>
          <EmptyState sentence="Waiting for the first answer of your servers.">
            <A class="link" href="/settings/connections">
              See the connections
            </A>
          </EmptyState>
        </Match>
        <Match when={true}>
          <div class={styles.overview}>
            <Lead history={loaded(history)} />
            <div class={styles.left}>
              <Show when={live.alerts().some((alert) => isNew(alert, live.now()))} fallback={<WhileAway history={loaded(history)} />}>
                <Attention />
              </Show>
              <NodeList />
              <Busiest />
            </div>
            <aside class={styles.side} aria-label="Also">
              <LastNight />
              <FillingUp />
              <MailAndDocker />
              <WhatChanged />
            </aside>
          </div>
        </Match>
      </Switch>
    </Page>
  );
}

function NothingWatched() {
  return (
    <div class={styles.nothing}>
      <h2 class={styles.sentence}>Nothing is watched yet.</h2>
      <p class="soft">Add a Proxmox VE server or cluster. Its nodes and guests are here a few seconds later.</p>
      <A class={styles.add} href="/settings/connections/add">
        <Plus class="icon" />
        Add a server
      </A>
    </div>
  );
}
