import { type JSX, type ParentProps, Show } from "solid-js";
import styles from "./Sentence.module.css";

interface SentenceProps extends ParentProps {
  /** What is worst, or that all is well. */
  readonly says: string;
  /** Figures at the right end. */
  readonly figures?: JSX.Element;
}

/** The sentence with which a page begins; what follows from it is its child. */
export function Sentence(props: SentenceProps) {
  return (
    <section class={styles.sentence}>
      <div>
        <h2>{props.says}</h2>
        <p>{props.children}</p>
      </div>
      <Show when={props.figures}>{(figures) => <dl>{figures()}</dl>}</Show>
    </section>
  );
}

/** One figure of a sentence: its name over its value. */
export function Figure(props: ParentProps<{ name: string }>) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd class="num">{props.children}</dd>
    </div>
  );
}
