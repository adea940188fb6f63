import { A } from "@solidjs/router";
import { For, createMemo } from "solid-js";
import type { Metric } from "../../domain/alerts";
import { hasFigures, networkOf } from "../../domain/guests";
import { guestPath } from "../../domain/links";
import { guestTrigger } from "../../domain/thresholds";
import type { Guest } from "../../domain/types";
import { byNumberDown, byText, inOrder, sorted } from "../../lib/compare";
import { megabytesPerSecond, percent } from "../../lib/format";
import { toneOf } from "../../lib/status";
import { useLive } from "../../live/live";
import { Sparkline } from "../../ui/Sparkline";
import styles from "./Overview.module.css";

const most = 3;

/** The three guests with the most of each kind of load. */
export function Busiest() {
  return (
    <div class={styles.busiest}>
      <BusyList title="Most CPU" metric="cpu" value={(guest) => (guest.cpu === undefined ? undefined : guest.cpu * 100)} show={percent} />
      <BusyList title="Most memory" metric="memory" value={(guest) => guest.memory?.usage} show={percent} />
      <BusyList title="Most network, MB/s" metric="network" value={networkOf} show={megabytesPerSecond} />
    </div>
  );
}

interface BusyListProps {
  readonly title: string;
  readonly metric: Metric;
  readonly value: (guest: Guest) => number | undefined;
  readonly show: (value: number | undefined) => string;
}

function BusyList(props: BusyListProps) {
  const live = useLive();
  const busiest = createMemo(() => {
    const known = live.guests().filter((guest) => hasFigures(guest) && guest.stale !== true && (props.value(guest) ?? 0) > 0);
    const order = inOrder<Guest>(byNumberDown(props.value), byText((guest) => guest.name));
    return sorted(known, order).slice(0, most);
  });
  const anyKnown = () => live.guests().some((guest) => hasFigures(guest) && props.value(guest) !== undefined);
  const trigger = (guest: Guest) => (props.metric === "network" ? undefined : guestTrigger(live.thresholds(), guest, props.metric));
  return (
    <section>
      <h2>{props.title}</h2>
      <ul>
        <For each={busiest()} fallback={<li class="quiet">{anyKnown() ? "nothing is busy" : "not known yet"}</li>}>
          {(guest) => (
            <li class={styles.busy}>
              <A class="cut" href={guestPath(guest.id)} title={guest.name}>
                {guest.name}
              </A>
              <Sparkline
                values={live.trends.of(guest.id, props.metric)}
                width={56}
                height={16}
                max={props.metric === "network" ? "auto" : 100}
                trigger={trigger(guest)}
                tone={toneOf(props.value(guest), trigger(guest))}
              />
              <span class={`num ${styles.value} tone-${toneOf(props.value(guest), trigger(guest)) ?? "none"}`}>{props.show(props.value(guest))}</span>
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}
