import { A } from "@solidjs/router";
import { For, type JSX, type ParentProps, Show } from "solid-js";
import { computerShell } from "../../api/computer";
import { type SettingsPage, settingsPages } from "../../domain/settingsPages";
import { useSession } from "../../live/session";
import { EmptyState } from "../../ui/EmptyState";
import { Page } from "../../ui/Page";
import { createChosenInSight } from "../../ui/inSight";
import styles from "./SettingsShell.module.css";

interface SettingsShellProps extends ParentProps {
  readonly title: string;
  readonly fact?: JSX.Element;
  readonly parent?: { readonly title: string; readonly href: string };
  /** Leads to changes; who may only look does not see it. */
  readonly actions?: JSX.Element;
  /** Which of the pages it belongs to. */
  readonly current: (typeof settingsPages)[number]["label"];
  /** Whether it shows something to those who may only look. When absent: as its page, and nothing below it. */
  readonly forReaders?: boolean;
}

/** A page of the settings, with the list of all of them at its left. */
export function SettingsShell(props: SettingsShellProps) {
  const session = useSession();
  let strip: HTMLElement | undefined;
  const pages = (): readonly SettingsPage[] => settingsPages.filter((page: SettingsPage) => page.windowOnly !== true || computerShell() !== undefined);
  const shown = () => pages().filter((page) => session.mayChange() || page.forReaders === true);
  const readable = () => props.parent === undefined && pages().find(({ label }) => label === props.current)?.forReaders === true;
  const open = () => session.mayChange() || (props.forReaders ?? readable());
  createChosenInSight({ element: () => strip, chosen: '[aria-current="page"]', key: () => `${props.current} of ${shown().length}` });
  return (
    <Page title={props.title} fact={props.fact} parent={props.parent} actions={session.mayChange() ? props.actions : undefined}>
      <div class={styles.shell}>
        <nav ref={strip} class={styles.pages} aria-label="Settings">
          <For each={shown()}>
            {(page) => (
              <A href={page.href} activeClass="" inactiveClass="" aria-current={page.label === props.current ? "page" : undefined}>
                {page.label}
              </A>
            )}
          </For>
        </nav>
        <div class={styles.content}>
          <Show when={open()} fallback={<EmptyState sentence="You may look at everything that is watched, but not change settings. An administrator can." />}>
            {props.children}
          </Show>
        </div>
      </div>
    </Page>
  );
}
