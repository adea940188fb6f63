import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { hasFigures, kindAndId, ownStatusOf, statusOfGuest } from "../../domain/guests";
import { guestPath } from "../../domain/links";
import { guestTrigger } from "../../domain/thresholds";
import type { Guest } from "../../domain/types";
import { percent } from "../../lib/format";
import { toneOf } from "../../lib/status";
import { useLive } from "../../live/live";
import { Meter } from "../../ui/Meter";
import { Sparkline } from "../../ui/Sparkline";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, Row } from "../../ui/Table";
import styles from "./Guests.module.css";
import { stateWords } from "./words";

interface GuestPhoneRowProps {
  readonly guest: Guest;
  readonly id: string;
  readonly index: number;
  readonly cursor: boolean;
  readonly selected: boolean;
}

/** One guest in two lines. The whole row leads to its page. */
export function GuestPhoneRow(props: GuestPhoneRowProps) {
  const live = useLive();
  const status = () => statusOfGuest(props.guest, live.alertsOf().get(props.guest.id), live.now());
  const cpu = () => (props.guest.cpu === undefined ? undefined : props.guest.cpu * 100);
  const trigger = (metric: string) => guestTrigger(live.thresholds(), props.guest, metric);
  const tone = (value: number | undefined, metric: string) => (props.guest.stale === true ? undefined : toneOf(value, trigger(metric)));
  const under = () => [kindAndId(props.guest), props.guest.tags?.join(", ")].filter((text) => text !== undefined && text !== "").join(" · ");
  return (
    <Row id={props.id} index={props.index} cursor={props.cursor} selected={props.selected} dim={ownStatusOf(props.guest) !== "running"} class={styles.phoneRow}>
      <Cell class={styles.phoneMark}>
        <StatusMark status={status()} />
      </Cell>
      <Cell class={styles.phoneName}>
        <A class={`strong cut ${styles.cover}`} href={guestPath(props.guest.id)}>
          {props.guest.name}
        </A>
        <span class={`cut small ${status() === "planned" ? "tone-planned" : "quiet"}`}>{hasFigures(props.guest) ? under() : stateWords(props.guest, live.now())}</span>
      </Cell>
      <Show when={hasFigures(props.guest)}>
        <Cell class={styles.phoneFigure}>
          <span class="soft">
            CPU <span class={`num strong tone-${tone(cpu(), "cpu") ?? "none"}`}>{percent(cpu())}</span>
          </span>
          <Sparkline values={live.trends.of(props.guest.id, "cpu")} width={64} stale={props.guest.stale} trigger={trigger("cpu")} tone={tone(cpu(), "cpu")} />
        </Cell>
        <Cell class={styles.phoneFigure}>
          <span class="soft">
            Mem <span class={`num strong tone-${tone(props.guest.memory?.usage, "memory") ?? "none"}`}>{percent(props.guest.memory?.usage)}</span>
          </span>
          <Meter label={`Memory of ${props.guest.name}`} value={props.guest.memory?.usage} trigger={trigger("memory")} stale={props.guest.stale} width={78} />
        </Cell>
      </Show>
    </Row>
  );
}
