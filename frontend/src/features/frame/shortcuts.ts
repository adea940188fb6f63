import { useNavigate } from "@solidjs/router";
import { onCleanup, onMount } from "solid-js";
import { entries } from "./entries";

/** What the keys of the frame do besides going to pages. */
export interface ShortcutActions {
  readonly find: () => void;
  readonly help: () => void;
  readonly toggleRail: () => void;
  /** Whether keys without Ctrl work at all. */
  readonly enabled: () => boolean;
}

const sequenceTime = 1500;

/** Listens for the keys of the frame. They are off in fields, and none of them destroys anything. */
export function createShortcuts(actions: ShortcutActions): void {
  const navigate = useNavigate();
  let goUntil = 0;

  const withControl = (event: KeyboardEvent): boolean => {
    const act = { k: actions.find, b: actions.toggleRail }[event.key.toLowerCase()];
    if (act === undefined) return false;
    act();
    return true;
  };

  const plain = (event: KeyboardEvent): boolean => {
    if (Date.now() < goUntil) {
      goUntil = 0;
      const entry = entries.find(({ key }) => key === event.key);
      if (entry !== undefined) navigate(entry.href);
      return entry !== undefined;
    }
    if (event.key === "g") goUntil = Date.now() + sequenceTime;
    else if (event.key === "?") actions.help();
    else if (event.key === "/") focusFilter(actions.find);
    else return false;
    return true;
  };

  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey) return;
    const control = event.ctrlKey || event.metaKey;
    const handled = control ? withControl(event) : actions.enabled() && !isTyping(event.target) && plain(event);
    if (handled) event.preventDefault();
  };
  onMount(() => document.addEventListener("keydown", listen));
  onCleanup(() => document.removeEventListener("keydown", listen));
}

/** Goes to the filter of the page, or opens the search when it has none. */
function focusFilter(find: () => void): void {
  const field = document.querySelector<HTMLInputElement>("input[data-find]");
  if (field === null) find();
  else field.select();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable], [role=dialog]") !== null;
}
