import { type Accessor, createSignal, onCleanup } from "solid-js";
import type { Parse } from "./decode";

const changed = "pulse-preference";

/**
 * A choice of this person on this computer: it is kept in the browser, never on
 * the server. All who use the same name see a change at once.
 */
export function createPreference<T>(name: string, parse: Parse<T>, fallback: T): [Accessor<T>, (value: T) => void] {
  const key = `pulse.${name}`;
  const [value, setValue] = createSignal<T>(read(key, parse) ?? fallback);
  const follow = (event: Event) => {
    if (event instanceof StorageEvent ? event.key === key : event instanceof CustomEvent && event.detail === key) {
      setValue(() => read(key, parse) ?? fallback);
    }
  };
  for (const type of [changed, "storage"]) {
    window.addEventListener(type, follow);
    onCleanup(() => window.removeEventListener(type, follow));
  }
  const change = (next: T) => {
    setValue(() => next);
    try {
      localStorage.setItem(key, JSON.stringify(next));
      window.dispatchEvent(new CustomEvent(changed, { detail: key }));
    } catch {
      // A browser that keeps nothing still shows the choice until the page is closed.
    }
  };
  return [value, change];
}

function read<T>(key: string, parse: Parse<T>): T | undefined {
  try {
    return parse(JSON.parse(localStorage.getItem(key) ?? "null"));
  } catch {
    return undefined;
  }
}
