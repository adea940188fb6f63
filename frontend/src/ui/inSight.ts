import { createEffect, createMemo, on, onCleanup, onMount } from "solid-js";

/** A strip of links or buttons, which may be wider than a phone. */
interface Strip {
  /** What scrolls. */
  readonly element: () => HTMLElement | null | undefined;
  /** Finds the chosen one. */
  readonly chosen: string;
  /** Changes when another one is chosen, or when the others get wider. */
  readonly key: () => string;
}

/**
 * Keeps the chosen one in sight: at first, when key changes, and when the strip
 * gets narrower. Who scrolls the strip to look for another one is not disturbed.
 */
export function createChosenInSight(strip: Strip): void {
  const changed = createMemo(strip.key);
  createEffect(on(changed, () => queueMicrotask(() => showChosen(strip)))); // the router marks a link after it has drawn the page
  onMount(() => {
    const element = strip.element();
    if (element === null || element === undefined) return;
    const sizes = new ResizeObserver(() => showChosen(strip));
    sizes.observe(element);
    onCleanup(() => sizes.disconnect());
  });
}

function showChosen({ element, chosen }: Strip): void {
  const strip = element();
  const link = strip?.querySelector<HTMLElement>(chosen);
  if (strip === null || strip === undefined || link === null || link === undefined) return;
  const [around, own] = [strip.getBoundingClientRect(), link.getBoundingClientRect()];
  if (own.right > around.right || own.left < around.left) strip.scrollLeft += own.left + own.width / 2 - around.left - around.width / 2;
}
