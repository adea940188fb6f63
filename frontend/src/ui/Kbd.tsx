import type { ParentProps } from "solid-js";
import styles from "./Kbd.module.css";

/** A key to press. */
export function Kbd(props: ParentProps) {
  return <kbd class={styles.kbd}>{props.children}</kbd>;
}
