import { For, onMount } from "solid-js";
import type { SnoozeEnd } from "../../api/alerts";
import { Button } from "../../ui/Button";
import styles from "./Alerts.module.css";
import { snoozeChoices } from "./snooze";

interface SnoozeBarProps {
  /** What is snoozed: "db-primary, memory use" or "3 alerts". */
  readonly what: string;
  readonly onChoose: (end: SnoozeEnd) => void;
  readonly onClose: () => void;
}

/** Asks for how long; the keyboard is in it at once. */
export function SnoozeBar(props: SnoozeBarProps) {
  let bar: HTMLDivElement | undefined;
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    event.preventDefault();
    props.onClose();
  };
  onMount(() => bar?.querySelector("button")?.focus());
  return (
    <div ref={(element) => (bar = element)} class={styles.selection} role="toolbar" aria-label={`Snooze ${props.what}`} onKeyDown={leave}>
      <span class="strong">Snooze {props.what}</span>
      <For each={snoozeChoices}>
        {(choice) => (
          <Button small onClick={() => props.onChoose(choice.end(Date.now()))}>
            {choice.label}
          </Button>
        )}
      </For>
      <Button small kind="quiet" onClick={() => props.onClose()}>
        Cancel
      </Button>
    </div>
  );
}
