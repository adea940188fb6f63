import type { ParentProps } from "solid-js";
import type { Tone } from "../lib/status";
import styles from "./Badge.module.css";

/** A word on the weak ground of its tone. */
export function Badge(props: ParentProps<{ tone?: Tone }>) {
  return (
    <span class={styles.badge} data-tone={props.tone}>
      {props.children}
    </span>
  );
}
