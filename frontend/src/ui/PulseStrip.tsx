import { For, Show } from "solid-js";
import { clockTime } from "../lib/time";
import styles from "./PulseStrip.module.css";

/** One tick: how many alerts were active that nobody had acknowledged. */
export interface StripTick {
  readonly critical: number;
  readonly warning: number;
}

interface PulseStripProps {
  /** Oldest first; the last one ends now. */
  readonly ticks: readonly StripTick[];
  /** The present, at the right end. */
  readonly now: number;
  /** Height in pixels; 44 unless told. */
  readonly height?: number;
  readonly label: string;
  /** Quiet hours, as shares of the day from 0 to 1. */
  readonly quiet?: readonly { readonly from: number; readonly to: number }[];
}

const width = 600;
const axisShares = [0.25, 0.5, 0.75];

/** The last day of alerts as bars: critical at the base, warnings on top, a hairline where it was quiet. */
export function PulseStrip(props: PulseStripProps) {
  const height = () => props.height ?? 44;
  const step = () => width / props.ticks.length;
  const unit = () => {
    const most = Math.max(1, ...props.ticks.map((tick) => tick.critical + tick.warning));
    return Math.min(7.4, (height() - 4) / most);
  };
  const dayAgo = () => props.now - 24 * 60 * 60 * 1000;
  return (
    <figure class={styles.strip}>
      <figcaption>
        {props.label}
        <Show when={(props.quiet ?? []).length > 0}>
          <span class={styles.shaded}>quiet hours</span>
        </Show>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height()}`} preserveAspectRatio="none" style={{ height: `${height()}px` }} role="img" aria-label={summaryOf(props)}>
        <For each={props.quiet}>{(piece) => <rect class={styles.shade} x={piece.from * width} y="0" width={(piece.to - piece.from) * width} height={height()} />}</For>
        <For each={props.ticks}>
          {(tick, index) => <Bar tick={tick} x={index() * step() + 0.8} width={step() - 1.6} floor={height() - 1} unit={unit()} />}
        </For>
      </svg>
      <div class={`num ${styles.axis}`} aria-hidden="true">
        <span>{clockTime(dayAgo())}</span>
        <For each={axisShares}>
          {(at) => <span style={{ left: `${at * 100}%` }}>{clockTime(dayAgo() + at * 24 * 60 * 60 * 1000)}</span>}
        </For>
        <span>now</span>
      </div>
    </figure>
  );
}

interface BarProps {
  readonly tick: StripTick;
  readonly x: number;
  readonly width: number;
  readonly floor: number;
  readonly unit: number;
}

function Bar(props: BarProps) {
  const critical = () => props.tick.critical * props.unit;
  const warning = () => props.tick.warning * props.unit;
  const gap = () => (props.tick.critical > 0 ? 0.8 : 0);
  return (
    <Show
      when={props.tick.critical + props.tick.warning > 0}
      fallback={<rect class={styles.quiet} x={props.x} y={props.floor - 1.4} width={props.width} height="1.4" />}
    >
      <rect class={styles.critical} x={props.x} y={props.floor - critical()} width={props.width} height={critical()} />
      <rect class={styles.warning} x={props.x} y={props.floor - critical() - gap() - warning()} width={props.width} height={warning()} />
    </Show>
  );
}

function summaryOf({ ticks }: PulseStripProps): string {
  const most = Math.max(0, ...ticks.map((tick) => tick.critical + tick.warning));
  if (most === 0) return "No alerts in the last 24 hours";
  return `Alerts in the last 24 hours, at most ${most} at once`;
}
