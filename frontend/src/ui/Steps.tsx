import { type JSX, type ParentProps, Show, createEffect, on } from "solid-js";
import { Button } from "./Button";
import { Check } from "./icons";
import styles from "./Steps.module.css";

/** Where a step of a flow stands. */
export type StepState = "done" | "now" | "next";

interface StepProps extends ParentProps {
  readonly number: number;
  readonly title: string;
  readonly state: StepState;
  /** What was decided, once it is done. */
  readonly summary?: JSX.Element;
  /** Goes back to it. */
  readonly onChange?: () => void;
}

/** One step of a flow that stays on one page: done ones tell what was decided, the present one is open. */
export function Step(props: StepProps) {
  let section: HTMLElement | undefined;
  createEffect(
    on(
      () => props.state,
      (state) => state === "now" && queueMicrotask(() => focusFirst(section)),
      { defer: true },
    ),
  );
  return (
    <section ref={(element) => (section = element)} class={styles.step} data-state={props.state} aria-current={props.state === "now" ? "step" : undefined}>
      <StepNumber number={props.number} state={props.state} />
      <div class={styles.body}>
        <div class={styles.head}>
          <h2 tabindex={-1}>{props.title}</h2>
          <Show when={props.state === "done"}>
            <span class={`cut ${styles.summary}`}>{props.summary}</span>
            <span class={styles.grow} />
            <Show when={props.onChange}>
              {(change) => (
                <Button kind="text" aria-label={`Change ${props.title.toLowerCase()}`} onClick={() => change()()}>
                  Change
                </Button>
              )}
            </Show>
          </Show>
        </div>
        <Show when={props.state !== "done"}>{props.children}</Show>
      </div>
    </section>
  );
}

/** Goes to what is asked for first, or to the title when nothing is. */
function focusFirst(section: HTMLElement | undefined): void {
  const target = section?.querySelector<HTMLElement>("input:not([type=radio])") ?? section?.querySelector<HTMLElement>("h2");
  target?.focus();
}

/** The number of a step in its circle; a tick once it is done. */
export function StepNumber(props: { readonly number: number; readonly state: StepState }) {
  return (
    <span class={`num ${styles.number}`} data-state={props.state}>
      <Show when={props.state === "done"} fallback={props.number}>
        <Check class={styles.tick} />
        <span class="heard">Done</span>
      </Show>
    </span>
  );
}
