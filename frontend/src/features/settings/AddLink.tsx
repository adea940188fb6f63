import { A } from "@solidjs/router";
import Plus from "lucide-solid/icons/plus";
import type { ParentProps } from "solid-js";
import styles from "./Settings.module.css";

/** The link to the page on which something is added. */
export function AddLink(props: ParentProps<{ href: string }>) {
  return (
    <A class={styles.add} href={props.href}>
      <Plus class="icon" />
      {props.children}
    </A>
  );
}
