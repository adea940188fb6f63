import { For, Index, createMemo } from "solid-js";
import type { MailHour } from "../../domain/pmg";
import { count } from "../../lib/format";
import { clockTime } from "../../lib/time";
import styles from "./Mail.module.css";
import { type HourBar, axisTicks, hourBars } from "./hours";

const parts = [
  { key: "virus", word: "virus" },
  { key: "spam", word: "spam" },
  { key: "good", word: "good" },
] as const;

/** Mail per hour as stacked bars, good at the base. */
export function HourChart(props: { hours: readonly MailHour[] }) {
  const bars = createMemo(() => hourBars(props.hours));
  const ticks = createMemo(() => axisTicks(Math.max(0, ...bars().map(sumOf))));
  const top = () => ticks()[ticks().length - 1] ?? 1;
  const height = (value: number) => `${(value / top()) * 100}%`;
  return (
    <figure class={styles.chart} role="img" aria-label={`Mail per hour, last 24 hours. ${busiestWords(bars())}`}>
      <div class={styles.plot} aria-hidden="true">
        <For each={ticks()}>
          {(tick) => (
            <span class={styles.tick} style={{ bottom: height(tick) }}>
              <span>{count(tick)}</span>
            </span>
          )}
        </For>
        <div class={styles.bars}>
          <Index each={bars()}>
            {(bar, index) => (
              <span class={styles.hour} title={hourWords(bar())}>
                <For each={parts}>{({ key }) => <i data-part={key} style={{ height: height(bar()[key]) }} />}</For>
                <span class={styles.time}>{index % 4 === 1 ? clockTime(bar().at) : ""}</span>
              </span>
            )}
          </Index>
        </div>
      </div>
    </figure>
  );
}

/** The words for the colours of the bars. */
export function HourKeys() {
  return (
    <span class={styles.keys}>
      <For each={[...parts].reverse()}>
        {({ key, word }) => (
          <span>
            <i data-part={key} />
            {word}
          </span>
        )}
      </For>
    </span>
  );
}

function sumOf({ good, spam, virus }: HourBar): number {
  return good + spam + virus;
}

function hourWords(bar: HourBar): string {
  return `${clockTime(bar.at)}: ${count(bar.good)} good, ${count(bar.spam)} spam, ${count(bar.virus)} virus`;
}

function busiestWords(bars: readonly HourBar[]): string {
  const [busiest] = [...bars].sort((a, b) => sumOf(b) - sumOf(a));
  return busiest === undefined ? "Nothing is known." : `Busiest at ${hourWords(busiest)}.`;
}
