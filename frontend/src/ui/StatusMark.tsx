import { type JSX, Show, createMemo } from "solid-js";
import { type Status, wordOf } from "../lib/status";
import styles from "./StatusMark.module.css";

interface StatusMarkProps {
  readonly status: Status;
  /** Replaces the status' own word, for example "Online"; empty where the word stands beside it. */
  readonly label?: string;
  /** Running is green, where "good" is the news. */
  readonly good?: boolean;
  /** Side in pixels; 14 unless told. */
  readonly size?: number;
}

/** The mark of a status: one shape each, so that colour is never alone. */
export function StatusMark(props: StatusMarkProps) {
  const label = () => props.label ?? wordOf(props.status);
  const shape = createMemo(() => shapes[props.status]());
  return (
    <svg
      class={styles.mark}
      data-status={props.good === true && props.status === "running" ? "good" : props.status}
      width={props.size ?? 14}
      height={props.size ?? 14}
      viewBox="0 0 14 14"
      role={label() === "" ? undefined : "img"}
      aria-label={label() === "" ? undefined : label()}
      aria-hidden={label() === "" ? true : undefined}
    >
      <Show when={label() !== ""}>
        <title>{label()}</title>
      </Show>
      {shape()}
    </svg>
  );
}

const shapes: Record<Status, () => JSX.Element> = {
  critical: () => (
    <>
      <path d="M4.5.8h5L13.2 4.5v5L9.5 13.2h-5L.8 9.5v-5z" fill="currentColor" />
      <path class={styles.sign} d="M7 4v3.6" stroke-width="1.7" />
      <circle class={styles.dot} cx="7" cy="10" r="1" />
    </>
  ),
  warning: () => (
    <>
      <path d="M7 1.9l5.6 10.2H1.4z" fill="currentColor" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" />
      <path class={styles.sign} d="M7 5v3" stroke-width="1.6" />
      <circle class={styles.dot} cx="7" cy="10.4" r=".95" />
    </>
  ),
  unknown: () => (
    <>
      <circle class={styles.line} cx="7" cy="7" r="5.7" stroke-dasharray="2.4 1.18" />
      <path class={styles.line} d="M5.4 5.7a1.6 1.6 0 1 1 2.4 1.4c-.6.3-.8.6-.8 1.1" />
      <circle cx="7" cy="10" r=".8" fill="currentColor" />
    </>
  ),
  planned: () => (
    <>
      <circle class={styles.line} cx="7" cy="7" r="5.5" />
      <path class={styles.line} d="M7 4v3.2l2 1.2" />
    </>
  ),
  "critical-seen": () => (
    <>
      <path class={styles.line} d="M4.6 1.2h4.8l3.4 3.4v4.8l-3.4 3.4H4.6L1.2 9.4V4.6z" />
      <path class={styles.line} d="M4.9 7.4l1.6 1.6 2.9-3.4" />
    </>
  ),
  "warning-seen": () => (
    <>
      <path class={styles.line} d="M7 1.6l5.8 10.6H1.2z" />
      <path class={styles.line} d="M5 8.6l1.4 1.4 2.5-3" />
    </>
  ),
  paused: () => <path class={styles.line} d="M4.8 3.4v7.2M9.2 3.4v7.2" stroke-width="1.8" />,
  stopped: () => <rect class={styles.line} x="3.6" y="3.6" width="6.8" height="6.8" rx="1" />,
  running: () => <circle cx="7" cy="7" r="2.6" fill="currentColor" />,
};
