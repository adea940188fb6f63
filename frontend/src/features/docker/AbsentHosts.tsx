import { For, Show, createEffect, createMemo, createResource, on } from "solid-js";
import { type RemovedHost, allowHost, fetchRemovedHosts, showHost } from "../../api/docker";
import { type DockerHost, hostLabel, isSilent } from "../../domain/docker";
import { loaded } from "../../lib/resource";
import { agoWords, dayAndTime } from "../../lib/time";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, Row, Table } from "../../ui/Table";
import { attempt } from "../../ui/attempt";
import styles from "./Docker.module.css";

/** The hosts that are known but not listed: hidden, or removed and refused. Nothing where there are none. */
export function AbsentHosts() {
  const live = useLive();
  const client = useClient();
  const [list, { refetch }] = createResource(() => fetchRemovedHosts(client).catch(() => undefined));
  const ids = createMemo(() => Object.keys(live.estate.dockerHosts).join());
  createEffect(on(ids, () => void refetch(), { defer: true })); // one came or went
  const hidden = createMemo(() => Object.values(live.estate.dockerHosts).filter((host) => host.hidden === true));
  const removed = () => loaded(list)?.filter(({ until }) => until > live.now()) ?? [];

  const show = (host: DockerHost) => attempt({ action: () => showHost(client, host.id), done: `${hostLabel(host)} is shown again`, failed: `${hostLabel(host)} could not be shown.` });
  const allow = async (host: RemovedHost) => {
    await attempt({ action: () => allowHost(client, host.id), done: `${nameOf(host)} may report again`, failed: `${nameOf(host)} could not be allowed.` });
    void refetch();
  };
  return (
    <Show when={hidden().length + removed().length > 0}>
      <Panel class={styles.absent} title="Hidden and removed">
        <Table label="Hidden and removed hosts" columns="14px minmax(110px, 170px) minmax(0, 1fr) auto" class={styles.absentTable}>
          <For each={hidden()}>
            {(host) => (
              <Row class={styles.absentRow}>
                <Cell>
                  <StatusMark status={isSilent(host) ? "unknown" : "running"} label={isSilent(host) ? "Silent" : "Answers"} good />
                </Cell>
                <Cell class="cut strong">{hostLabel(host)}</Cell>
                <Cell class={`soft ${styles.absentWords}`}>Hidden, and watched all the same: {counted(host.containers.length, "container")}.</Cell>
                <Cell align="end">
                  <Button onClick={() => void show(host)} aria-label={`Show ${hostLabel(host)} again`}>
                    Show again
                  </Button>
                </Cell>
              </Row>
            )}
          </For>
          <For each={removed()}>
            {(host) => (
              <Row class={styles.absentRow}>
                <Cell>
                  <StatusMark status="stopped" label="Removed" />
                </Cell>
                <Cell class="cut strong" title={host.id}>
                  {nameOf(host)}
                </Cell>
                <Cell class={`soft ${styles.absentWords}`}>
                  Removed {agoWords(host.removedAt, live.now())}. Its reports are refused until {dayAndTime(host.until)}.
                </Cell>
                <Cell align="end">
                  <Button onClick={() => void allow(host)} aria-label={`Allow ${nameOf(host)} again`}>
                    Allow again
                  </Button>
                </Cell>
              </Row>
            )}
          </For>
        </Table>
      </Panel>
    </Show>
  );
}

function nameOf({ id, name }: RemovedHost): string {
  return name ?? id;
}
