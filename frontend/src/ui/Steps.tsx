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

/** One step of a flow that stays on one page: done ones tell what was decided, the present one is open and says so. */
export function Step(props: StepProps) {
  let section: HTMLElement | undefined;
  createEffect(
    on(
      () => props.state,
      (state) => state === "now" && queueMicrotask(() => goTo(section)),
      { defer: true },
    ),
  );
  return (
    <section ref={(element) => (section = element)} class={styles.step} data-state={props.state} aria-current={props.state === "now" ? "step" : undefined}>
      <StepNumber number={props.number} state={props.state} />
      <div class={styles.body}>
        <div class={styles.head}>
          <h2 tabindex={-1}>{props.title}</h2>
          <span class="heard" aria-live="polite">
            <Show when={props.state === "now"}>
              Step {props.number}: {props.title}
            </Show>
          </span>
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

/** Goes to the field that has to be mended, else to the title: what follows it is read and done in order. */
function goTo(section: HTMLElement | undefined): void {
  const target = section?.querySelector<HTMLElement>("[aria-invalid=true]") ?? section?.querySelector<HTMLElement>("h2");
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
