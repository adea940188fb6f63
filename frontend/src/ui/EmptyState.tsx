import type { ParentProps } from "solid-js";
import styles from "./EmptyState.module.css";

/** One sentence and one action, where there is nothing to list. The action is the child. */
export function EmptyState(props: ParentProps<{ sentence: string }>) {
  return (
    <p class={styles.empty}>
      <span>{props.sentence}</span>
      {props.children}
    </p>
  );
}
