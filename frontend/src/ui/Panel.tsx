import { type JSX, type ParentProps, Show } from "solid-js";
import styles from "./Panel.module.css";

interface PanelProps extends ParentProps {
  readonly title: string;
  /** A few words behind the title. */
  readonly fact?: JSX.Element;
  /** What stands at the right end of the head, such as a link to more. */
  readonly more?: JSX.Element;
  readonly class?: string;
}

/** A part of a page under its own head. */
export function Panel(props: PanelProps) {
  return (
    <section class={`${styles.panel} ${props.class ?? ""}`}>
      <div class={styles.head}>
        <h2>{props.title}</h2>
        <Show when={props.fact}>{(fact) => <span class={`cut ${styles.fact}`}>{fact()}</span>}</Show>
        <Show when={props.more}>{(more) => <span class={styles.more}>{more()}</span>}</Show>
      </div>
      {props.children}
    </section>
  );
}
