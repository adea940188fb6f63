import { Toast, toaster } from "@kobalte/core/toast";
import { Show } from "solid-js";
import { Portal } from "solid-js/web";
import { Check } from "./icons";
import { StatusMark } from "./StatusMark";
import styles from "./Toast.module.css";

/** The answer to one's own action. */
export interface Answer {
  readonly words: string;
  /** Takes the action back. */
  readonly undo?: () => void;
  /** The action did not succeed. */
  readonly failed?: boolean;
}

/** Shows the answer to what the person has just done. Alerts are never shown like this. */
export function tell(answer: Answer): void {
  toaster.show((toast) => (
    <Toast toastId={toast.toastId} class={styles.toast} duration={answer.failed === true ? 10_000 : 6_000} priority={answer.failed === true ? "high" : "low"}>
      <Show when={answer.failed} fallback={<Check class="icon" />}>
        <StatusMark status="critical" label="Failed" />
      </Show>
      <Toast.Title class={styles.words}>{answer.words}</Toast.Title>
      <Show when={answer.undo}>
        {(undo) => (
          <button
            type="button"
            class={styles.undo}
            onClick={() => {
              toaster.dismiss(toast.toastId);
              undo()();
            }}
          >
            Undo
          </button>
        )}
      </Show>
    </Toast>
  ));
}

/** The place where answers appear. */
export function ToastRegion() {
  return (
    <Portal>
      <Toast.Region limit={2}>
        <Toast.List class={styles.list} />
      </Toast.Region>
    </Portal>
  );
}
