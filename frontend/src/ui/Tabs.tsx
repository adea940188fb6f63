import { A, useLocation } from "@solidjs/router";
import { Index, Show } from "solid-js";
import styles from "./Tabs.module.css";
import { createChosenInSight } from "./inSight";

/** A page that can be reached through a tab. */
export interface Tab {
  readonly label: string;
  readonly href: string;
  readonly count?: number;
}

/** Tabs that are addresses: each can be shared and opened in a window of its own. The one of this page is in sight. */
export function Tabs(props: { readonly label: string; readonly tabs: readonly Tab[] }) {
  const location = useLocation();
  let strip: HTMLElement | undefined;
  createChosenInSight({
    element: () => strip,
    chosen: '[aria-current="page"]',
    key: () => `${location.pathname} ${props.tabs.map(({ label, count }) => (count === undefined ? label : `${label} #`)).join()}`,
  });
  return (
    <nav ref={(element) => (strip = element)} class={styles.tabs} aria-label={props.label}>
      <Index each={props.tabs}>
        {(tab) => (
          <A href={tab().href} end>
            {tab().label}{" "}
            <Show when={tab().count !== undefined}>
              <span class={`num ${styles.count}`}>{tab().count}</span>
            </Show>
          </A>
        )}
      </Index>
    </nav>
  );
}
