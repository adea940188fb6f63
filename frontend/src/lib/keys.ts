import { onCleanup, onMount } from "solid-js";
import { flag } from "./decode";
import { createPreference } from "./preference";

/** What a key does; false means that it did nothing and the browser may go on. */
export type KeyAction = (event: KeyboardEvent) => boolean | undefined;

/**
 * Listens for the keys of a page, by KeyboardEvent.key. They are off in fields,
 * menus and dialogs; letters are off when the person switched them off. Only
 * Escape also arrives from the filter of the page.
 */
export function createKeys(actions: Readonly<Record<string, KeyAction>>): void {
  const [letters] = createPreference("keys", flag, true);
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (action === undefined || isTaken(event)) return;
    if (event.key.length === 1 && event.key !== " " && !letters()) return;
    if (action(event) !== false) event.preventDefault();
  };
  onMount(() => document.addEventListener("keydown", listen));
  onCleanup(() => document.removeEventListener("keydown", listen));
}

const layers = "[role=dialog], [role=menu], [role=listbox]";
const fields = "input, textarea, select, [contenteditable]";
const pressable = "button, a, summary";

/** Whether the place that has the focus needs the key itself. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest(layers) !== null) return true;
  if (key === "Escape" && target.matches("[data-find]")) return false;
  if (target.matches("input[type=checkbox]")) return key === " ";
  if (target.closest(fields) !== null) return true;
  return (key === " " || key === "Enter") && target.closest(pressable) !== null;
}
