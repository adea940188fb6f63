import { A } from "@solidjs/router";
import { Index } from "solid-js";
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

/** The guests of a node in one line: depth is CPU, hollow is stopped, dashed is unknown, coloured is an alert. */
export function Cells(props: { readonly items: readonly CellItem[]; readonly label: string }) {
  return (
    <span class={styles.cells} role="group" aria-label={props.label}>
      <Index each={props.items}>
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
    </span>
  );
}
