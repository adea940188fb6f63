import { For, Show, createSignal, onCleanup } from "solid-js";
import styles from "./Skeleton.module.css";

const widths = ["38%", "52%", "29%", "44%", "35%", "48%"];

/** Rows of the height of the real ones, from 150 ms on: what comes faster needs no sign. */
export function Skeleton(props: { readonly rows?: number; readonly label?: string }) {
  const [shown, setShown] = createSignal(false);
  const timer = setTimeout(() => setShown(true), 150);
  onCleanup(() => clearTimeout(timer));
  return (
    <div role="status" aria-label={props.label ?? "Loading"}>
      <Show when={shown()}>
        <For each={Array.from({ length: props.rows ?? 6 })}>
          {(_, index) => (
            <div class={styles.row}>
              <span class={styles.bar} style={{ width: "8px" }} />
              <span class={styles.bar} style={{ width: widths[index() % widths.length] }} />
            </div>
          )}
        </For>
      </Show>
    </div>
  );
}
