import { type Accessor, createSignal, onCleanup } from "solid-js";

/** Whether a media query holds, for as long as its owner lives. */
export function createMedia(query: string): Accessor<boolean> {
  const list = window.matchMedia(query);
  const [holds, setHolds] = createSignal(list.matches);
  const follow = () => setHolds(list.matches);
  list.addEventListener("change", follow);
  onCleanup(() => list.removeEventListener("change", follow));
  return holds;
}

/** The width below which the page is that of a phone. */
export const phone = "(max-width: 719px)";
