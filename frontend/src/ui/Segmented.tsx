import { Index, Show } from "solid-js";
import styles from "./Segmented.module.css";
import { createChosenInSight } from "./inSight";

/** One of the choices. */
export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  /** A count behind the word. */
  readonly count?: number;
}

interface SegmentedProps<T extends string> {
  /** Name of the whole, for those who listen. */
  readonly label: string;
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** A few choices side by side, of which one holds. What is around it may scroll; the choice stays in sight. */
export function Segmented<T extends string>(props: SegmentedProps<T>) {
  let group: HTMLElement | undefined;
  createChosenInSight({ element: () => group?.parentElement, chosen: `.${styles.segmented ?? ""} > [aria-pressed="true"]`, key: () => props.value });
  return (
    <div ref={(element) => (group = element)} class={styles.segmented} role="group" aria-label={props.label}>
      <Index each={props.choices}>
        {(choice) => (
          <button type="button" aria-pressed={choice().value === props.value} onClick={() => props.onChange(choice().value)}>
            {choice().label}{" "}
            <Show when={choice().count !== undefined}>
              <span class={`num ${styles.count}`}>{choice().count}</span>
            </Show>
          </button>
        )}
      </Index>
    </div>
  );
}
