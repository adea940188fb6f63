import { type ParentProps, Show } from "solid-js";
import { useSession } from "../../live/session";
import styles from "./Alerts.module.css";

/** Fields that everybody reads and only those who may change something can use. */
export function Changeable(props: ParentProps) {
  const session = useSession();
  return (
    <fieldset class={styles.changeable} disabled={!session.mayChange()}>
      {props.children}
    </fieldset>
  );
}

/** Says to those who may only look why the fields do not take anything. */
export function LookingOnly() {
  const session = useSession();
  return (
    <Show when={!session.mayChange()}>
      <p class={`quiet small ${styles.looking}`}>You may look at this, but change nothing. An administrator can.</p>
    </Show>
  );
}
