import { A } from "@solidjs/router";
import { type JSX, type ParentProps, Show, createEffect } from "solid-js";
import styles from "./Page.module.css";

interface PageProps extends ParentProps {
  readonly title: string;
  /** The status of what the page is about, before the title. */
  readonly mark?: JSX.Element;
  /** One fact behind the title. */
  readonly fact?: JSX.Element;
  /** The page above this one. */
  readonly parent?: { readonly title: string; readonly href: string };
  /** What stands at the right end of the bar. */
  readonly actions?: JSX.Element;
}

/** A page inside of the frame: its bar with title, fact and actions, and its content. */
export function Page(props: PageProps) {
  createEffect(() => (document.title = `${props.title} · Pulse`));
  return (
    <>
      <header class={styles.bar}>
        <h1 class="cut">
          <Show when={props.parent}>
            {(parent) => (
              <>
                <A class={styles.parent} href={parent().href}>
                  {parent().title}
                </A>
                <span class={styles.parent} aria-hidden="true">{" › "}</span>
              </>
            )}
          </Show>
          <Show when={props.mark}>{(mark) => <span class={styles.mark}>{mark()}</span>}</Show>
          {props.title}
        </h1>
        <Show when={props.fact}>{(fact) => (
            <p class={`cut ${styles.fact}`}>
              <span>{fact()}</span>
            </p>
          )}</Show>
        <span class={styles.grow} />
        {props.actions}
      </header>
      <main id="main" class={styles.main} tabindex="-1">
        {props.children}
      </main>
    </>
  );
}
