import { useSearchParams } from "@solidjs/router";
import { For, Show, createMemo, createResource, onCleanup } from "solid-js";
import type { Point } from "../../api/charts";
import { fetchStorageUsage } from "../../api/storageCharts";
import { hasSize } from "../../domain/storage";
import { storageTrigger } from "../../domain/thresholds";
import { bytes } from "../../lib/format";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Page } from "../../ui/Page";
import { Figure, Sentence } from "../../ui/Sentence";
import { GroupRow, HeadCell, HeadRow, Table } from "../../ui/Table";
import { Watched } from "../../ui/Watched";
import { FilterField } from "../../ui/find";
import { CephPanel } from "../hardware/CephPanel";
import { DiskTable } from "../hardware/DiskTable";
import { ZfsTable } from "../hardware/ZfsTable";
import styles from "./Storage.module.css";
import { StorageRow } from "./StorageRow";
import { type RatedStorage, type StorageSort, clusterNames, freeOf, matchingStorages, ratedStorages, sizeOf, storageGroups, storageNote, storageSentence, storageSorts } from "./rows";
import { type Trend, dailyMeans, trendDays } from "./trend";

/** All storages, fullest first; what several nodes share stands once. */
export default function StoragePage() {
  const live = useLive();
  const [address, setAddress] = useSearchParams<{ q?: string; sort?: string }>();
  const query = () => address.q ?? "";
  const down = () => address.sort?.startsWith("-") === true;
  const sort = (): StorageSort => storageSorts.find((one) => one === address.sort?.replace(/^-/, "")) ?? "full";
  const rows = createMemo(() => ratedStorages(live.storages(), live.alertsOf(), (storage) => storageTrigger(live.thresholds(), storage), live.now()));
  const found = createMemo(() => matchingStorages(rows(), query()));
  const groups = createMemo(() => storageGroups(found(), clusterNames(live.nodes()), sort(), down()));
  const trends = createTrends();
  const change = (values: { q?: string; sort?: string }) => setAddress(values, { replace: true, scroll: false });
  const sortBy = (key: StorageSort, firstDown: boolean) => () => {
    if (sort() !== key) change({ sort: `${firstDown ? "-" : ""}${key}` });
    else change({ sort: down() === firstDown ? `${firstDown ? "" : "-"}${key}` : undefined });
  };
  const sorted = (key: StorageSort) => (sort() === key ? (down() ? "descending" : "ascending") : undefined);
  return (
    <Page
      title="Storage"
      fact={live.ready() ? counted(live.storages().length, "storage") : undefined}
      actions={<FilterField label="Filter storages" placeholder="Find or filter" value={query()} onInput={(q) => change({ q: q === "" ? undefined : q })} />}
    >
      <Watched ready={live.ready()} what="the storages" rows={8} empty={rows().length === 0} none="No storage is watched yet.">
        <Sentence says={storageSentence(rows())} figures={<Totals rows={rows()} />}>
          {storageNote(rows())}
        </Sentence>
        <Show
          when={found().length > 0}
          fallback={
            <EmptyState sentence={`No storage matches ${query()}.`}>
              <Button kind="text" onClick={() => change({ q: undefined })}>
                Clear the filter
              </Button>
            </EmptyState>
          }
        >
          <Table label="Storages" columns="14px minmax(130px, 1fr) 110px 122px 76px 70px 132px 128px minmax(110px, 1fr)" class={styles.table}>
            <HeadRow class={styles.head}>
              <HeadCell label="Status" />
              <HeadCell sorted={sort() === "full" ? "descending" : sorted("name")} onSort={sortBy("name", false)}>
                {sort() === "full" ? "Full first" : "Name"}
              </HeadCell>
              <HeadCell sorted={sorted("where")} onSort={sortBy("where", false)}>
                Where
              </HeadCell>
              <HeadCell indent="46px" sorted={sorted("used")} onSort={sortBy("used", true)}>
                Used
              </HeadCell>
              <HeadCell align="end" sorted={sorted("free")} onSort={sortBy("free", false)}>
                Free
              </HeadCell>
              <HeadCell align="end" sorted={sorted("size")} onSort={sortBy("size", true)}>
                Size
              </HeadCell>
              <HeadCell>45 d back, 45 d on</HeadCell>
              <HeadCell sorted={sorted("due")} onSort={sortBy("due", false)}>
                Full
              </HeadCell>
              <HeadCell>For</HeadCell>
            </HeadRow>
            <For each={[...groups().keys()]}>
              {(name) => (
                <>
                  <GroupRow name={name}>{groupWords(groups().get(name) ?? [])}</GroupRow>
                  <For each={groups().get(name)}>{(row) => <StorageRow row={row} trend={trends(row.storage.id)} now={live.now()} />}</For>
                </>
              )}
            </For>
          </Table>
        </Show>
        <CephPanel />
        <ZfsTable />
        <DiskTable />
      </Watched>
    </Page>
  );
}

/** The last weeks of every storage; without it the column stays empty. */
function createTrends(): (id: string) => Trend | undefined {
  const client = useClient();
  const stop = new AbortController();
  onCleanup(() => stop.abort());
  const [usage] = createResource(() => fetchStorageUsage(client, trendDays * 24 * 60, 2 * trendDays, stop.signal).catch((): Record<string, Point[]> => ({})));
  const drawn = createMemo(() => new Map(Object.entries(usage.latest ?? {}).map(([id, points]) => [id, dailyMeans(points, Date.now())])));
  const of = (id: string) => drawn().get(id);
  return of;
}

function groupWords(rows: readonly RatedStorage[]): string {
  const shared = rows.filter(({ storage }) => storage.node === "cluster" || (storage.nodes?.length ?? 0) > 1).length;
  return shared === 0 ? counted(rows.length, "storage") : `${counted(rows.length, "storage")}, ${shared} shared and counted once`;
}

function Totals(props: { rows: readonly RatedStorage[] }) {
  const known = () => props.rows.filter(({ storage }) => hasSize(storage) && storage.stale !== true);
  const sum = (of: (row: RatedStorage) => number | undefined) => known().reduce((total, row) => total + (of(row) ?? 0), 0);
  return (
    <Show when={known().length > 0}>
      <Figure name="Free">{bytes(sum(({ storage }) => freeOf(storage)))}</Figure>
      <Figure name="Size">{bytes(sum(({ storage }) => sizeOf(storage)))}</Figure>
    </Show>
  );
}
