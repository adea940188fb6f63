import { Index, Show, createMemo } from "solid-js";
import { ratedJobs, statusOfPbs } from "../../domain/pbs";
import { byNumber, byText, inOrder, sorted } from "../../lib/compare";
import { bytes } from "../../lib/format";
import { rankOf } from "../../lib/status";
import { counted, listed } from "../../lib/words";
import { useLive } from "../../live/live";
import { Banner } from "../../ui/Banner";
import { Page } from "../../ui/Page";
import { Figure, Sentence } from "../../ui/Sentence";
import { StatusMark } from "../../ui/StatusMark";
import { GroupRow, HeadCell, HeadRow, Table } from "../../ui/Table";
import { Watched } from "../../ui/Watched";
import { FindButton } from "../../ui/find";
import { DatastoreRow } from "./DatastoreRow";
import { JobTable } from "./JobTable";
import { Namespaces } from "./Namespaces";
import styles from "./BackupServers.module.css";
import { ratedStores, serverWords, serversSentence } from "./rows";

/** The backup servers: their datastores, namespaces and jobs. */
export default function BackupServersPage() {
  const live = useLive();
  const statusOf = (server: Parameters<typeof statusOfPbs>[0]) => statusOfPbs(server, live.alertsOf().get(server.id), live.now());
  const servers = createMemo(() => sorted(Object.values(live.estate.pbs), inOrder(byNumber((server) => rankOf(statusOf(server))), byText((server) => server.name))));
  const stores = () => servers().flatMap(({ datastores }) => datastores);
  const trigger = () => live.thresholds().storage?.trigger;
  return (
    <Page title="Backup servers" fact={live.ready() ? `${counted(servers().length, "server")}, ${counted(stores().length, "datastore")}` : undefined} actions={<FindButton />}>
      <Watched ready={live.ready()} what="the backup servers" rows={8} empty={servers().length === 0} none="No backup server is watched yet.">
        <Sentence says={serversSentence(servers(), trigger(), live.now())} figures={<Stored />}>
          {listed(servers().map(({ name }) => name))}, {counted(stores().length, "datastore")}, {counted(live.estate.pbsBackups.size, "backup")}.
        </Sentence>
        <Table label="Datastores" columns="14px minmax(104px, 0.6fr) 230px 76px 84px 84px 128px minmax(110px, 1fr)" class={styles.stores}>
          <HeadRow class={styles.head}>
            <HeadCell label="Status" />
            <HeadCell>Datastore</HeadCell>
            <HeadCell indent="46px">Used</HeadCell>
            <HeadCell align="end">Free</HeadCell>
            <HeadCell align="end">Dedup</HeadCell>
            <HeadCell align="end">Backups</HeadCell>
            <HeadCell>Full</HeadCell>
            <HeadCell>Namespaces</HeadCell>
          </HeadRow>
          <Index each={servers()}>
            {(server) => (
              <>
                <GroupRow name={server().name} mark={<StatusMark status={statusOf(server())} label={statusOf(server()) === "running" ? "Answers" : undefined} />}>
                  <span class={styles.words} title={serverWords(server(), live.now())}>
                    {serverWords(server(), live.now())}
                  </span>{" "}
                  ·{" "}
                  <a class="link" href={server().host} target="_blank" rel="noreferrer" aria-label={`Open ${server().name}`}>
                    open
                  </a>
                </GroupRow>
                <Index each={ratedStores(server(), trigger())}>{(row) => <DatastoreRow row={row()} trigger={trigger()} />}</Index>
              </>
            )}
          </Index>
        </Table>
        <Show when={servers().some((server) => server.staleReason !== undefined)}>
          <div class={styles.reasons}>
            <Index each={servers().filter((server) => server.staleReason !== undefined)}>
              {(server) => (
                <Banner tone="unknown">
                  {server().name}: {server().staleReason} These are the last values.
                </Banner>
              )}
            </Index>
          </div>
        </Show>
        <Show when={servers().some((server) => ratedJobs(server).length > 0)}>
          <JobTable servers={servers()} />
        </Show>
        <Namespaces servers={servers()} />
      </Watched>
    </Page>
  );
}

function Stored() {
  const live = useLive();
  const known = () => Object.values(live.estate.pbs).flatMap(({ datastores }) => datastores.filter(({ used, stale }) => used !== undefined && stale !== true));
  return (
    <Show when={known().length > 0}>
      <Figure name="Stored">{bytes(known().reduce((sum, { used }) => sum + (used ?? 0), 0))}</Figure>
      <Figure name="Free">{bytes(known().reduce((sum, { free }) => sum + (free ?? 0), 0))}</Figure>
    </Show>
  );
}
