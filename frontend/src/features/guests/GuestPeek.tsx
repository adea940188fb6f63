import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { hasFigures, kindAndId, statusOfGuest } from "../../domain/guests";
import { guestPath } from "../../domain/links";
import { guestTrigger } from "../../domain/thresholds";
import type { Guest } from "../../domain/types";
import { bytes, megabytesPerSecond, percent, rate } from "../../lib/format";
import { toneOf } from "../../lib/status";
import { duration } from "../../lib/time";
import { useLive } from "../../live/live";
import { Banner } from "../../ui/Banner";
import { MeterCell } from "../../ui/Meter";
import { Peek } from "../../ui/Peek";
import { Sparkline } from "../../ui/Sparkline";
import { StatusMark } from "../../ui/StatusMark";
import { GuestAlerts } from "./GuestAlerts";
import styles from "./Guests.module.css";
import { GuestDisks, GuestMachine } from "./GuestParts";
import { diskReason, stateWords } from "./words";

/** A guest beside the list: how it is, why it alerts, its disks and what it is made of. */
export function GuestPeek(props: { guest: Guest; onClose: () => void }) {
  const live = useLive();
  const status = () => statusOfGuest(props.guest, live.alertsOf().get(props.guest.id), live.now());
  return (
    <Peek title={<A href={guestPath(props.guest.id)}>{props.guest.name}</A>} mark={<StatusMark status={status()} />} onClose={() => props.onClose()}>
      <p class="soft">
        {kindAndId(props.guest)} on {props.guest.node}
        {props.guest.tags === undefined ? "" : ` · ${props.guest.tags.join(", ")}`}
        {" · "}
        <A class={`link ${styles.inText}`} href={guestPath(props.guest.id)}>
          Open the page
        </A>
      </p>
      <Show when={props.guest.stale}>
        <Banner tone="unknown">{props.guest.staleReason ?? "Its server does not answer."} These are the last values.</Banner>
      </Show>
      <Show when={hasFigures(props.guest)} fallback={<p class={styles.part}>{stateWords(props.guest, live.now())}</p>}>
        <Figures guest={props.guest} />
      </Show>
      <GuestAlerts guest={props.guest} class={styles.part} />
      <GuestDisks guest={props.guest} class={styles.part} />
      <GuestMachine guest={props.guest} class={styles.part} />
    </Peek>
  );
}

function Figures(props: { guest: Guest }) {
  const live = useLive();
  const trigger = (metric: string) => guestTrigger(live.thresholds(), props.guest, metric);
  const cpu = () => (props.guest.cpu === undefined ? undefined : props.guest.cpu * 100);
  const quantities = () =>
    [
      { metric: "cpu", name: "CPU", value: cpu(), after: props.guest.cpus === undefined ? undefined : `of ${props.guest.cpus} cores` },
      { metric: "memory", name: "Memory", value: props.guest.memory?.usage, after: props.guest.memory === undefined ? undefined : `of ${bytes(props.guest.memory.total)}` },
      { metric: "disk", name: "Disk", value: props.guest.disk?.usage, after: diskReason(props.guest) === undefined ? bytes(props.guest.disk?.total) : "unknown" },
    ] as const;
  return (
    <dl class={styles.facts}>
      <For each={quantities()}>
        {(one) => (
          <>
            <dt>{one.name}</dt>
            <dd>
              <MeterCell label={`${one.name} of ${props.guest.name}`} value={one.value} trigger={trigger(one.metric)} stale={props.guest.stale} reason={diskReason(props.guest)} width={72} after={one.after} />
              <Sparkline values={live.trends.of(props.guest.id, one.metric)} width={80} stale={props.guest.stale} trigger={trigger(one.metric)} tone={toneOf(one.value, trigger(one.metric))} />
              <span class="heard">{percent(one.value)}</span>
            </dd>
          </>
        )}
      </For>
      <dt>Network</dt>
      <dd class="num">
        {megabytesPerSecond(props.guest.networkIn)} in, {rate(props.guest.networkOut)} out
      </dd>
      <dt>Disk I/O</dt>
      <dd class="num">
        {megabytesPerSecond(props.guest.diskRead)} read, {rate(props.guest.diskWrite)} write
      </dd>
      <dt>Up</dt>
      <dd>{props.guest.stale === true || props.guest.upSince === undefined ? "–" : duration(live.now() - props.guest.upSince)}</dd>
    </dl>
  );
}
