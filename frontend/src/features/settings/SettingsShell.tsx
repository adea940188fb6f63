import { A } from "@solidjs/router";
import { For, type JSX, type ParentProps } from "solid-js";
import { Page } from "../../ui/Page";
import styles from "./SettingsShell.module.css";

const pages = [
  { label: "Connections", href: "/settings/connections" },
  { label: "Notifications", href: "/settings/notifications" },
  { label: "Security", href: "/settings/security" },
  { label: "Appearance", href: "/settings/appearance" },
  { label: "Data", href: "/settings/data" },
  { label: "Updates", href: "/settings/updates" },
  { label: "Diagnostics", href: "/settings/diagnostics" },
] as const;

interface SettingsShellProps extends ParentProps {
  readonly title: string;
  readonly fact?: JSX.Element;
  readonly parent?: { readonly title: string; readonly href: string };
  readonly actions?: JSX.Element;
  /** Which of the pages it belongs to. */
  readonly current: (typeof pages)[number]["label"];
}

/** A page of the settings, with the list of all of them at its left. */
export function SettingsShell(props: SettingsShellProps) {
  return (
    <Page title={props.title} fact={props.fact} parent={props.parent} actions={props.actions}>
      <div class={styles.shell}>
        <nav class={styles.pages} aria-label="Settings">
          <For each={pages}>
            {(page) => (
              <A href={page.href} activeClass="" inactiveClass="" aria-current={page.label === props.current ? "page" : undefined}>
                {page.label}
              </A>
            )}
          </For>
        </nav>
        <div class={styles.content}>{props.children}</div>
      </div>
    </Page>
  );
}
