import { type JSX, type ParentProps, Show } from "solid-js";
import type { Tone } from "../lib/status";
import { StatusMark } from "./StatusMark";
import styles from "./Banner.module.css";

interface BannerProps extends ParentProps {
  readonly tone: Exclude<Tone, "ok">;
  /** What can be done about it. */
  readonly action?: JSX.Element;
}

/** A state of the page or of a part of it, in words. */
export function Banner(props: BannerProps) {
  return (
    <div class={styles.banner} data-tone={props.tone} role={props.tone === "critical" ? "alert" : "status"}>
      <StatusMark status={props.tone} label="" />
      <span class={styles.words}>{props.children}</span>
      <Show when={props.action}>{(action) => <span class={styles.action}>{action()}</span>}</Show>
    </div>
  );
}
