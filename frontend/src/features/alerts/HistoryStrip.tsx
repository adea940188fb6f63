import { For, createMemo, createSignal } from "solid-js";
import type { Alert } from "../../domain/types";
import { dayAndTime } from "../../lib/time";
import styles from "./Alerts.module.css";
import { strip } from "./history";

interface HistoryStripProps {
  readonly alerts: readonly Alert[];
  readonly from: number;
  readonly to: number;
  readonly chosen: { readonly from: number; readonly to: number } | undefined;
  readonly onChoose: (from: number, to: number) => void;
}

const pieces = 84;

/** The time of the list as bars. Dragging over it, or a press on a bar, narrows the list to that piece. */
export function HistoryStrip(props: HistoryStripProps) {
  const bars = createMemo(() => strip(props.alerts, props.from, props.to, pieces));
  const most = createMemo(() => Math.max(1, ...bars().map(({ critical, warning }) => critical + warning)));
  const [begin, setBegin] = createSignal<number>();
  const step = () => (props.to - props.from) / pieces;
  const startOf = (index: number) => props.from + index * step();
  const choose = (from: number, to: number) => props.onChoose(startOf(Math.min(from, to)), startOf(Math.max(from, to) + 1));
  const isIn = (index: number) => props.chosen === undefined || (startOf(index + 1) > props.chosen.from && startOf(index) < props.chosen.to);
  return (
    <div class={styles.brush} role="group" aria-label="Narrow the time" onPointerLeave={() => setBegin(undefined)}>
      <For each={bars()}>
        {(bar, index) => (
          <button
            type="button"
            tabindex={bar.critical + bar.warning === 0 ? -1 : 0}
            data-out={isIn(index()) ? undefined : ""}
            aria-label={`${dayAndTime(startOf(index()), props.to)}: ${bar.critical} critical, ${bar.warning} warnings`}
            title={`${dayAndTime(startOf(index()), props.to)}: ${bar.critical} critical, ${bar.warning} warnings`}
            onPointerDown={() => setBegin(index())}
            onPointerUp={() => choose(begin() ?? index(), index())}
            onKeyDown={(event) => event.key === "Enter" && choose(index(), index())}
          >
            <i data-level="warning" style={{ height: `${(bar.warning / most()) * 32}px` }} />
            <i data-level="critical" style={{ height: `${(bar.critical / most()) * 32}px` }} />
          </button>
        )}
      </For>
    </div>
  );
}
