import { Match, Show, Switch, createMemo } from "solid-js";
import { Chart } from "../../charts/Chart";
import { RangeBar } from "../../charts/RangeBar";
import { eachValue, within } from "../../charts/data";
import type { ChartPoint } from "../../charts/types";
import type { ChartView } from "../../charts/view";
import { storageLimit } from "../../domain/thresholds";
import type { Storage } from "../../domain/types";
import { byteUnit, bytes, percent } from "../../lib/format";
import { useLive } from "../../live/live";
import { EmptyState } from "../../ui/EmptyState";
import { Skeleton } from "../../ui/Skeleton";
import { PastFailed } from "../PastFailed";
import { spansOf } from "../spans";
import styles from "./Storage.module.css";
import { createStorageSeries } from "./series";

/** How full a storage was, and its bytes in use beside its size, over one axis of time. */
export function StorageCharts(props: { storage: Storage; view: ChartView }) {
  const live = useLive();
  // eslint-disable-next-line solid/reactivity -- the view of a panel never changes, only its window
  const series = createStorageSeries(() => props.storage, props.view);
  const seen = () => within(series.usage(), props.view.window()).length > 0;
  const limit = () => storageLimit(live.thresholds(), props.storage);
  const spans = () => spansOf(live.alertsOf().get(props.storage.id) ?? []);
  const unit = createMemo(() => byteUnit(Math.max(0, ...series.capacity().map(({ value }) => value))));
  const inUnit = (points: readonly ChartPoint[]) => {
    const { size } = unit();
    return points.map((point) => eachValue(point, (value) => value / size));
  };
  const space = createMemo(() => [{ name: "used", points: inUnit(series.used()) }, { name: "size", points: inUnit(series.capacity()) }]);
  return (
    <section class={styles.charts} aria-label={`History of ${props.storage.name}`} aria-busy={series.loading()}>
      <RangeBar view={props.view} />
      <Switch
        fallback={
          <>
            <Chart title="Use" group="storage" view={props.view} filled={series.filled()} lines={[{ name: "used", points: series.usage() }]} format={percent} top={100} {...limit()} spans={spans()} />
            <Show when={series.capacity().length > 0}>
              <Chart title="Space" note={`in ${unit().name}`} group="storage" view={props.view} filled={series.filled()} lines={space()} format={(value) => bytes(value * unit().size)} tick={String} />
            </Show>
          </>
        }
      >
        <Match when={series.error()}>
          <PastFailed past={series} class={styles.failed} />
        </Match>
        <Match when={series.loading()}>
          <Skeleton label={`Loading the history of ${props.storage.name}`} />
        </Match>
        <Match when={!seen()}>
          <EmptyState sentence="Nothing was recorded of it in this time." />
        </Match>
      </Switch>
    </section>
  );
}
