import { type ParentProps, Show } from "solid-js";
import { Button } from "../../ui/Button";
import { Unsaved } from "../../ui/Unsaved";
import styles from "./Alerts.module.css";
import type { ConfigDraft } from "./draft";

interface SaveBarProps extends ParentProps {
  readonly draft: ConfigDraft;
  /** What would be lost: "Three changed thresholds". */
  readonly what: string;
  /** Something that cannot be saved as it is. */
  readonly blocked?: boolean;
  readonly onSave: () => void;
}

/** Stands at the foot while something is changed: saves it or takes it back. */
export function SaveBar(props: SaveBarProps) {
  return (
    <>
      <Unsaved when={props.draft.changed()} what={props.what} />
      <Show when={props.draft.changed()}>
        <div class={styles.save} role="toolbar" aria-label="Changes">
          <span class="strong" role="status">
            {props.what}
          </span>
          {props.children}
          <Show when={props.draft.refused()}>
            {(refused) => (
              <span class="tone-critical" role="alert">
                Not saved. {refused().words}
              </span>
            )}
          </Show>
          <span class={styles.grow} />
          <Button kind="quiet" onClick={() => props.draft.discard()}>
            Back to what is saved
          </Button>
          <Button kind="primary" busy={props.draft.busy()} disabled={props.blocked === true} onClick={() => props.onSave()}>
            Save
          </Button>
        </div>
      </Show>
    </>
  );
}
