import { A } from "@solidjs/router";
import { For, Show, createMemo } from "solid-js";
import { dueAt, forecastTitle, fullWords, isSoon } from "../../domain/forecast";
import { storagePath } from "../../domain/links";
import { fullestFirst, hasSize, isShared, whereIs } from "../../domain/storage";
import { storageTrigger } from "../../domain/thresholds";
import type { Storage } from "../../domain/types";
import { byNumber, inOrder, sorted } from "../../lib/compare";
import { bytes, percent } from "../../lib/format";
import { toneOf } from "../../lib/status";
import { useLive } from "../../live/live";
import { Panel } from "../../ui/Panel";
import { Sparkline } from "../../ui/Sparkline";
import styles from "./Overview.module.css";

const most = 6;
const fullFirst = inOrder<Storage>(byNumber(({ forecast }) => dueAt(forecast)), fullestFirst);

/** The storages that will be full first, and then the fullest. */
export function FillingUp() {
  const live = useLive();
  const fullest = createMemo(() => sorted(live.storages().filter(hasSize), fullFirst).slice(0, most));
  const trigger = (storage: Storage) => storageTrigger(live.thresholds(), storage);
  const tone = (storage: Storage) => toneOf(storage.usage, trigger(storage));
  return (
    <Show when={fullest().length > 0}>
      <Panel title="Filling up" more={<A href="/storage">All</A>}>
        <ul>
          <For each={fullest()}>
            {(storage) => (
              <li class={styles.filling}>
                <A class="cut" href={storagePath(storage.id)} title={`${storage.name}, ${whereIs(storage)}`}>
                  {storage.name} <span class="quiet">{isShared(storage) ? "shared" : storage.node}</span>
                </A>
                <Sparkline values={live.trends.of(storage.id, "disk")} width={46} height={16} trigger={trigger(storage)} tone={tone(storage)} />
                <span class={`num ${styles.value} tone-${tone(storage) ?? "none"}`}>{percent(storage.usage)}</span>
                <span class={`num small cut ${styles.value} ${isSoon(storage.forecast, live.now()) ? "tone-warning" : "quiet"}`} title={forecastTitle(storage.forecast, bytes)}>
                  {storage.forecast === undefined || storage.forecast.outlook === "short" ? bytes(storage.total) : fullWords(storage.forecast, live.now())}
                </span>
              </li>
            )}
          </For>
        </ul>
      </Panel>
    </Show>
  );
}
