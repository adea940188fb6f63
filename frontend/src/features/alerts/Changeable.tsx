import { type ParentProps, Show } from "solid-js";
import { useSession } from "../../live/session";
import styles from "./Alerts.module.css";
import type { ConfigDraft } from "./draft";

/** Fields that everybody reads and only those who may change something can use; they begin anew when a draft is taken back. */
export function Changeable(props: ParentProps<{ draft: ConfigDraft }>) {
  const session = useSession();
  return (
    <fieldset class={styles.changeable} disabled={!session.mayChange()}>
      <Show keyed when={props.draft.round() + 1}>
        {props.children}
      </Show>
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
