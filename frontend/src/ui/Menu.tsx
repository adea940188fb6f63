import { DropdownMenu } from "@kobalte/core/dropdown-menu";
import { For, type JSX, Show } from "solid-js";
import { Check } from "./icons";
import styles from "./Menu.module.css";

/** Something that a menu offers. */
export interface MenuItem {
  readonly label: string;
  readonly icon?: JSX.Element;
  /** Whether it holds now; makes it a choice that can be switched while the menu stays open. */
  readonly checked?: boolean;
  readonly onSelect: () => void;
}

interface MenuProps {
  /** Name of the button that opens it. */
  readonly label: string;
  /** What the button shows. */
  readonly trigger: JSX.Element;
  readonly items: readonly MenuItem[];
  readonly class?: string;
  /** The button has a word on it and is as wide as that. */
  readonly worded?: boolean;
}

/** A button that opens a list of actions. */
export function Menu(props: MenuProps) {
  return (
    <DropdownMenu placement="bottom-end" gutter={4}>
      <DropdownMenu.Trigger class={`${styles.trigger} ${props.class ?? ""}`} data-worded={props.worded === true ? "" : undefined} aria-label={props.label} title={props.label}>
        {props.trigger}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content class={styles.menu}>
          <For each={props.items}>
            {(item) => (
              <Show
                when={item.checked !== undefined}
                fallback={
                  <DropdownMenu.Item class={styles.item} onSelect={() => item.onSelect()}>
                    {item.icon}
                    {item.label}
                  </DropdownMenu.Item>
                }
              >
                <DropdownMenu.CheckboxItem class={styles.item} checked={item.checked} closeOnSelect={false} onChange={() => item.onSelect()}>
                  <span class={styles.check}>
                    <DropdownMenu.ItemIndicator>
                      <Check class="icon-s" />
                    </DropdownMenu.ItemIndicator>
                  </span>
                  {item.label}
                </DropdownMenu.CheckboxItem>
              </Show>
            )}
          </For>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu>
  );
}
