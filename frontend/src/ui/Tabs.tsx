import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import styles from "./Tabs.module.css";

/** A page that can be reached through a tab. */
export interface Tab {
  readonly label: string;
  readonly href: string;
  readonly count?: number;
}

/** Tabs that are addresses: each can be shared and opened in a window of its own. */
export function Tabs(props: { readonly label: string; readonly tabs: readonly Tab[] }) {
  return (
    <nav class={styles.tabs} aria-label={props.label}>
      <For each={props.tabs}>
        {(tab) => (
          <A href={tab.href} end>
            {tab.label}{" "}
            <Show when={tab.count !== undefined}>
              <span class={`num ${styles.count}`}>{tab.count}</span>
            </Show>
          </A>
        )}
      </For>
    </nav>
  );
}
