import { Index, Show, createMemo } from "solid-js";
import type { PbsBackup } from "../../domain/backups";
import type { PbsServer } from "../../domain/pbs";
import { byText, sorted } from "../../lib/compare";
import { since } from "../../lib/time";
import { useLive } from "../../live/live";
import { Panel } from "../../ui/Panel";
import styles from "./BackupServers.module.css";

/** How many backups a namespace holds, and when the newest came. */
export interface NamespaceCount {
  readonly name: string;
  readonly count: number;
  readonly newest: number | undefined;
}

/** Counts the backups of each namespace; those of one store stand together. */
export function namespaceCounts(servers: readonly PbsServer[], backups: Iterable<PbsBackup>): NamespaceCount[] {
  const counts = new Map<string, NamespaceCount>();
  for (const server of servers) {
    for (const store of server.datastores) {
      for (const { path } of store.namespaces ?? []) counts.set(nameOf(server.name, store.name, path), { name: nameOf(server.name, store.name, path), count: 0, newest: undefined });
    }
  }
  for (const { instance, datastore, namespace, backupTime } of backups) {
    const name = nameOf(instance, datastore, namespace);
    const before = counts.get(name);
    counts.set(name, { name, count: (before?.count ?? 0) + 1, newest: Math.max(before?.newest ?? 0, backupTime ?? 0) || undefined });
  }
  return sorted(counts.values(), byText(({ name }) => name));
}

function nameOf(server: string, store: string, path: string): string {
  return `${server} / ${store} / ${path === "" ? "root" : path}`;
}

/** The namespaces of all datastores. */
export function Namespaces(props: { servers: readonly PbsServer[] }) {
  const live = useLive();
  const counts = createMemo(() => namespaceCounts(props.servers, live.estate.pbsBackups.values()));
  return (
    <Show when={counts().length > 0}>
      <Panel title="Namespaces" fact="backups, newest" class={styles.part}>
        <ul class={styles.namespaces}>
          <Index each={counts()}>
            {(one) => (
              <li>
                <span class="cut strong" title={one().name}>
                  {one().name}
                </span>
                <span class="num soft">
                  {one().count}
                  {one().newest === undefined ? "" : `, ${since(one().newest, live.now())}`}
                </span>
              </li>
            )}
          </Index>
        </ul>
      </Panel>
    </Show>
  );
}
