import { A } from "@solidjs/router";
import { Index, Show, createSignal, onCleanup, onMount } from "solid-js";
import { type Status, wordOf } from "../lib/status";
import styles from "./Cells.module.css";

/** One guest as a small square. */
export interface CellItem {
  readonly id: string;
  readonly name: string;
  readonly href: string;
  readonly status: Status;
  /** Depth of the colour: CPU in four steps. */
  readonly step: 1 | 2 | 3 | 4;
}

const pitch = 12; // of a cell with its gap, in pixels
const roomForCount = 28;

/** How many of the cells are drawn in a width, so that the rest can be counted behind them. */
export function cellsWithin(width: number | undefined, count: number): number {
  if (width === undefined || Math.floor((width + 2) / pitch) >= count) return count;
  return Math.max(0, Math.floor((width + 2 - roomForCount) / pitch));
}

/** The guests of a node in one line: depth is CPU, hollow is stopped, dashed is unknown, coloured is an alert. Those without room are counted. */
export function Cells(props: { readonly items: readonly CellItem[]; readonly label: string }) {
  const [width, setWidth] = createSignal<number>();
  const shown = () => cellsWithin(width(), props.items.length);
  let line!: HTMLSpanElement;
  onMount(() => {
    const observer = new ResizeObserver(() => setWidth(line.clientWidth));
    observer.observe(line);
    onCleanup(() => observer.disconnect());
  });
  return (
    <span class={styles.cells} role="group" aria-label={props.label} ref={line}>
      <Index each={props.items.slice(0, shown())}>
        {(item) => (
          <A
            class={styles.cell}
            href={item().href}
            data-status={item().status}
            data-step={item().step}
            title={`${item().name}: ${wordOf(item().status).toLowerCase()}`}
            aria-label={`${item().name}, ${wordOf(item().status).toLowerCase()}`}
          />
        )}
      </Index>
      <Show when={props.items.length - shown()}>
        {(more) => (
          <span class={styles.more} title={`and ${more()} more, of which none is worse`}>
            +{more()}
          </span>
        )}
      </Show>
    </span>
  );
}
