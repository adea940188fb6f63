import { type ParentProps, Show } from "solid-js";
import styles from "./Threshold.module.css";

/** A page before the frame: the content, and a line at the foot with version and a note, which is read out when it changes. */
export function Threshold(props: ParentProps<{ version?: string; note?: string }>) {
  return (
    <div class={styles.threshold}>
      {props.children}
      <footer class={styles.foot}>
        <span>
          Pulse
          <Show when={props.version}> {props.version}</Show>
        </span>
        <span aria-live="polite">{props.note}</span>
      </footer>
    </div>
  );
}
