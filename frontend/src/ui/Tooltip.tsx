import { Tooltip as Base } from "@kobalte/core/tooltip";
import type { JSX, ParentProps } from "solid-js";
import styles from "./Tooltip.module.css";

/** Adds words to something on hover and focus. They only add: nothing is told here alone. */
export function Tooltip(props: ParentProps<{ text: JSX.Element; class?: string }>) {
  return (
    <Base openDelay={400} gutter={6}>
      <Base.Trigger as="span" class={props.class} tabindex={0}>
        {props.children}
      </Base.Trigger>
      <Base.Portal>
        <Base.Content class={styles.tip}>{props.text}</Base.Content>
      </Base.Portal>
    </Base>
  );
}
