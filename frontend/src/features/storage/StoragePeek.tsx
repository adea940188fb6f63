import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { type ChartView, createChartView } from "../../charts/view";
import { byTrouble, isStateAlert, statusOfAlert, subjectOf, valueOf } from "../../domain/alerts";
import { forecastTitle, fullWords } from "../../domain/forecast";
import { alertPath } from "../../domain/links";
import { isShared } from "../../domain/storage";
import { bytes } from "../../lib/format";
import { sorted } from "../../lib/compare";
import { ago, since } from "../../lib/time";
import { useLive } from "../../live/live";
import { Banner } from "../../ui/Banner";
import { Fact } from "../../ui/Fact";
import { MeterCell } from "../../ui/Meter";
import { Peek } from "../../ui/Peek";
import { StatusMark } from "../../ui/StatusMark";
import styles from "./Storage.module.css";
import { StorageCharts } from "./StorageCharts";
import { type RatedStorage, forWords, freeOf, placeWords, sizeOf, storageWords } from "./rows";

interface StoragePeekProps {
  readonly row: RatedStorage;
  readonly onClose: () => void;
}

/** A storage beside the list: how full it is, was and will be, and who uses it. */
export function StoragePeek(props: StoragePeekProps) {
  const live = useLive();
  const view: ChartView = createChartView(live.now, { range: "30d" });
  const storage = () => props.row.storage;
  const stale = () => storage().stale === true;
  const size = () => sizeOf(storage());
  return (
    <Peek title={storage().name} mark={<StatusMark status={props.row.status} label={storageWords[props.row.status]} />} onClose={() => props.onClose()}>
      <p class="soft">
        {storage().type}, {isShared(storage()) ? "" : "on "}
        {placeWords(storage())}
      </p>
      <Show when={stale()}>
        <Banner tone="unknown">
          {storage().staleReason ?? "Its server does not answer."} These are its last values{storage().staleSince === undefined ? "" : `, of ${since(storage().staleSince, live.now())}`}.
        </Banner>
      </Show>
      <Alerts row={props.row} />
      <dl class={styles.facts}>
        <Fact name="Used">
          <MeterCell
            label={`Use of ${storage().name}`}
            value={size() === undefined ? undefined : storage().usage}
            trigger={props.row.trigger}
            stale={stale()}
            width={72}
            reason="The server has not told its size."
          />
        </Fact>
        <Fact name="Space">{size() === undefined ? undefined : `${bytes(storage().used)} of ${bytes(size())}, ${bytes(freeOf(storage()))} free`}</Fact>
        <Fact name="Full">{fullWords(storage().forecast, live.now())}</Fact>
        <Fact name="Growth">{forecastTitle(storage().forecast, bytes)}</Fact>
        <Fact name="State">{stale() || storage().status === "available" ? undefined : forWords(props.row, live.now())}</Fact>
        <Fact name="For">{storage().content?.join(", ")}</Fact>
        <Fact name="Nodes">{storage().nodes?.join(", ")}</Fact>
      </dl>
      <Show when={storage().id} keyed>
        <StorageCharts storage={storage()} view={view} />
      </Show>
    </Peek>
  );
}

/** Why it alerts, with the way to what can be done about it. */
function Alerts(props: { row: RatedStorage }) {
  const live = useLive();
  const alerts = () => sorted(live.alertsOf().get(props.row.storage.id) ?? [], byTrouble(live.now()));
  return (
    <Show when={alerts().length > 0}>
      <ul class={styles.alerts}>
        <For each={alerts()}>
          {(alert) => (
            <li>
              <StatusMark status={statusOfAlert(alert, live.now())} />
              <A class="link" href={alertPath(alert.id)}>
                {subjectOf(alert)}
                {isStateAlert(alert) ? "" : ` ${valueOf(alert, live.degrees())}`}
              </A>
              <span class="num quiet">{ago(alert.startTime, live.now())}</span>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}
