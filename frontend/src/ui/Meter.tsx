import { Show } from "solid-js";
import { percent, unknown } from "../lib/format";
import { toneOf, wordOf } from "../lib/status";
import styles from "./Meter.module.css";

interface MeterProps {
  /** What is measured, for those who listen: "Memory of web-01". */
  readonly label: string;
  /** Percent; absent is unknown. */
  readonly value: number | undefined;
  /** Percent from which on it is an alert; drawn as a notch. */
  readonly trigger?: number;
  /** A second part behind the first, such as the cache of a node's memory. */
  readonly cache?: number;
  /** The value is the last known one. */
  readonly stale?: boolean;
  /** Why the value is unknown. */
  readonly reason?: string;
  /** Width in pixels; 56 unless told. */
  readonly width?: number;
}

/** A horizontal bar for a bounded quantity such as memory in use. */
export function Meter(props: MeterProps) {
  const width = () => `${props.width ?? 56}px`;
  const state = () => (props.stale === true ? "stale" : (toneOf(props.value, props.trigger) ?? "ok"));
  return (
    <Show
      when={props.value !== undefined}
      fallback={<span class={styles.none} style={{ width: width() }} role="img" aria-label={`${props.label}: unknown`} title={props.reason} />}
    >
      <span
        class={styles.meter}
        style={{ width: width() }}
        data-state={state()}
        role="meter"
        aria-label={props.label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(props.value ?? 0)}
        aria-valuetext={meterText(props)}
      >
        <span class={styles.fill} style={{ width: `${clamp(props.value ?? 0)}%` }} />
        <Show when={props.cache}>
          {(cache) => <span class={styles.cache} style={{ left: `${clamp(props.value ?? 0)}%`, width: `${clamp(Math.min(cache(), 100 - (props.value ?? 0)))}%` }} />}
        </Show>
        <Show when={props.trigger}>{(at) => <span class={styles.notch} style={{ left: `${clamp(at())}%` }} />}</Show>
      </span>
    </Show>
  );
}

/** A meter with its value before it; the colour of both is that of the state. */
export function MeterCell(props: MeterProps & { readonly after?: string }) {
  const tone = () => (props.stale === true ? undefined : toneOf(props.value, props.trigger));
  return (
    <span class={styles.cell} data-stale={props.stale === true ? "" : undefined}>
      <span class={`num ${styles.value} ${tone() === undefined ? "" : `tone-${tone() ?? ""}`}`}>
        {props.value === undefined ? unknown : percent(props.value)}
      </span>
      <Meter {...props} />
      <Show when={props.after}>{(after) => <span class={`num ${styles.after}`}>{after()}</span>}</Show>
    </span>
  );
}

function meterText(meter: MeterProps): string {
  const tone = toneOf(meter.value, meter.trigger);
  const words = [percent(meter.value)];
  if (meter.stale === true) words.push("last known value");
  else if (tone !== undefined) words.push(wordOf(tone).toLowerCase());
  return words.join(", ");
}

function clamp(value: number): number {
  return Math.max(0, Math.min(100, value));
}
