import { A } from "@solidjs/router";
import { Match, Show, Switch, createEffect, createMemo, createResource, createSignal, on } from "solid-js";
import { wordsOf } from "../../api/errors";
import { type Target, fetchTargets, removeTarget } from "../../api/targets";
import { loaded } from "../../lib/resource";
import { useLive } from "../../live/live";
import { MayChange, useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/Dialog";
import { EmptyState } from "../../ui/EmptyState";
import { Skeleton } from "../../ui/Skeleton";
import { tell } from "../../ui/Toast";
import { AddLink } from "./AddLink";
import { ConnectionTable } from "./ConnectionTable";
import { PollingSection } from "./PollingSection";
import { SettingsShell } from "./SettingsShell";
import styles from "./Settings.module.css";

/** All connections, how each does in words, and what can be done about it. */
export default function ConnectionsPage() {
  const live = useLive();
  const client = useClient();
  const [targets, { refetch }] = createResource(() => fetchTargets(client));
  const [removing, setRemoving] = createSignal<Target>();
  const [busy, setBusy] = createSignal(false);
  createEffect(on(live.lastEvent, (event) => event?.type.startsWith("node_") === true && void refetch(), { defer: true }));

  const health = createMemo(() => live.estate.connections.map(({ id, ok, error }) => `${id} ${ok} ${error ?? ""}`).join());
  createEffect(on(health, () => void refetch(), { defer: true })); // why one does not answer is known to the list alone

  const remove = async (target: Target) => {
    setBusy(true);
    try {
      await removeTarget(client, target.id);
      tell({ words: `${target.name} was removed` });
    } catch (error) {
      tell({ words: `${target.name} could not be removed. ${wordsOf(error)}`, failed: true });
    }
    setBusy(false);
    setRemoving(undefined);
    void refetch();
  };

  return (
    <SettingsShell title="Connections" current="Connections" actions={<AddLinks />}>
      <Switch>
        <Match when={targets.state === "errored"}>
          <div class={styles.pad}>
            <Banner tone="critical" action={<Button kind="text" onClick={() => void refetch()}>Try again</Button>}>
              {wordsOf(targets.error)}
            </Banner>
          </div>
        </Match>
        <Match when={loaded(targets)?.length === 0}>
          <EmptyState sentence="Nothing is watched yet.">
            <AddLink href="/settings/connections/add">Add server</AddLink>
          </EmptyState>
        </Match>
        <Match when={loaded(targets)}>{(list) => <ConnectionTable targets={list()} onRemove={setRemoving} />}</Match>
        <Match when={true}>
          <Skeleton label="Loading the connections" />
        </Match>
      </Switch>
      <MayChange>
        <PollingSection />
      </MayChange>
      <Show when={removing()}>
        {(target) => (
          <ConfirmDialog
            open
            title={`Remove ${target().name}?`}
            description={`Pulse stops watching ${target().host} and forgets its access. What was recorded stays until it expires.`}
            action={`Remove ${target().name}`}
            busy={busy()}
            onConfirm={() => void remove(target())}
            onClose={() => setRemoving(undefined)}
          />
        )}
      </Show>
    </SettingsShell>
  );
}

/** Servers are asked by Pulse; Docker hosts report by themselves. */
function AddLinks() {
  return (
    <>
      <A class="link" href="/settings/connections/docker">
        Add Docker host
      </A>
      <AddLink href="/settings/connections/add">Add server</AddLink>
    </>
  );
}
