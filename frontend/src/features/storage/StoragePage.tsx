import { useSearchParams } from "@solidjs/router";
import { Show, createMemo, createResource, onCleanup } from "solid-js";
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
import { Beside } from "../../ui/Peek";
import { Figure, Sentence } from "../../ui/Sentence";
import { Watched } from "../../ui/Watched";
import { FilterField } from "../../ui/find";
import { CephPanel } from "../hardware/CephPanel";
import { DiskTable } from "../hardware/DiskTable";
import { ZfsTable } from "../hardware/ZfsTable";
import styles from "./Storage.module.css";
import { StoragePeek } from "./StoragePeek";
import { StorageTable } from "./StorageTable";
import { type RatedStorage, type StorageSort, freeOf, matchingStorages, ratedStorages, sizeOf, storageNote, storageSentence, storageSorts } from "./rows";
import { type Trend, dailyMeans, trendDays } from "./trend";

/** All storages, fullest first; what several nodes share stands once. */
export default function StoragePage() {
  const live = useLive();
  const [address, setAddress] = useSearchParams<{ q?: string; sort?: string; peek?: string }>();
  const query = () => address.q ?? "";
  const down = () => address.sort?.startsWith("-") === true;
  const sort = (): StorageSort => storageSorts.find((one) => one === address.sort?.replace(/^-/, "")) ?? "full";
  const rows = createMemo(() => ratedStorages(live.storages(), live.alertsOf(), (storage) => storageTrigger(live.thresholds(), storage), live.now()));
  const found = createMemo(() => matchingStorages(rows(), query()));
  const trends = createTrends();
  const change = (values: { q?: string; sort?: string; peek?: string }) => setAddress(values, { replace: true, scroll: false });
  const sortBy = (key: StorageSort, falling: boolean) => change({ sort: key === "full" ? undefined : `${falling ? "-" : ""}${key}` });
  const peeked = createMemo(() => rows().find(({ storage }) => storage.id === address.peek));
  return (
    <Page
      title="Storage"
      fact={live.ready() ? counted(live.storages().length, "storage") : undefined}
      actions={<FilterField label="Filter storages" placeholder="Find or filter" value={query()} onInput={(q) => change({ q: q === "" ? undefined : q })} />}
    >
      <Watched ready={live.ready()} what="the storages" rows={8} empty={rows().length === 0} none="No storage is watched yet.">
        <Beside peek={<Show when={peeked()}>{(row) => <StoragePeek row={row()} onClose={() => change({ peek: undefined })} />}</Show>}>
          <div class={styles.list}>
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
              <StorageTable rows={found()} sort={sort()} down={down()} onSort={sortBy} trendOf={trends} peek={address.peek} onPeek={(peek) => change({ peek })} />
            </Show>
            <CephPanel />
            <ZfsTable />
            <DiskTable />
          </div>
        </Beside>
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
