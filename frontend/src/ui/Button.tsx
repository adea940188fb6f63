import { type JSX, Show, splitProps } from "solid-js";
import styles from "./Button.module.css";

type ButtonElement = JSX.ButtonHTMLAttributes<HTMLButtonElement>;

interface ButtonProps extends ButtonElement {
  /** How much it stands out; "text" looks like a link. */
  readonly kind?: "plain" | "primary" | "quiet" | "text" | "danger";
  readonly small?: boolean;
  /** Shows that one awaited answer is on its way; the button cannot be pressed meanwhile. */
  readonly busy?: boolean;
}

/** A button with a word on it. */
export function Button(props: ButtonProps) {
  const [own, rest] = splitProps(props, ["kind", "small", "busy", "class", "children", "disabled"]);
  return (
    <button
      type="button"
      {...rest}
      class={`${styles.button} ${own.class ?? ""}`}
      data-kind={own.kind ?? "plain"}
      data-small={own.small === true ? "" : undefined}
      disabled={own.disabled === true || own.busy === true}
      aria-busy={own.busy}
    >
      <Show when={own.busy}>
        <span class={styles.ring} aria-hidden="true" />
      </Show>
      {own.children}
    </button>
  );
}

interface IconButtonProps extends ButtonElement {
  /** Its name, read out and shown on hover. */
  readonly label: string;
}

/** A button with an icon only. */
export function IconButton(props: IconButtonProps) {
  const [own, rest] = splitProps(props, ["label", "class", "children"]);
  return (
    <button
      type="button"
      title={own.label}
      {...rest}
      class={`${styles.button} ${styles.icon} ${own.class ?? ""}`}
      data-kind="quiet"
      aria-label={own.label}
    >
      {own.children}
    </button>
  );
}
