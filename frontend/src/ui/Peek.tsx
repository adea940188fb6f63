import { type JSX, type ParentProps, createUniqueId } from "solid-js";
import { IconButton } from "./Button";
import { X } from "./icons";
import styles from "./Peek.module.css";

interface PeekProps extends ParentProps {
  readonly title: JSX.Element;
  readonly mark?: JSX.Element;
  readonly onClose: () => void;
}

/** The panel beside a list that shows one of its rows: it keeps the list, and on a phone it takes the page. */
export function Peek(props: PeekProps) {
  const heading = createUniqueId();
  return (
    <aside class={styles.peek} aria-labelledby={heading}>
      <header class={styles.head}>
        {props.mark}
        <h2 id={heading} class="cut">
          {props.title}
        </h2>
        <IconButton label="Close the panel" onClick={() => props.onClose()}>
          <X class="icon" />
        </IconButton>
      </header>
      <div class={styles.body}>{props.children}</div>
    </aside>
  );
}

interface BesideProps extends ParentProps {
  readonly peek: JSX.Element;
  /** The list makes room for the panel, instead of being covered by it. */
  readonly split?: boolean;
}

/** A list with room for the panel beside it. */
export function Beside(props: BesideProps) {
  return (
    <div class={styles.beside} data-split={props.split === true ? "" : undefined}>
      <div class={styles.list}>{props.children}</div>
      {props.peek}
    </div>
  );
}
