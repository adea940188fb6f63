import { createEffect, createMemo, on, onCleanup, onMount } from "solid-js";

/**
 * Keeps the link of this page in sight in a strip of links, which may be wider
 * than a phone: at first, when page changes, and when the strip gets narrower. Who
 * scrolls the strip to look for another one is not disturbed.
 */
export function createCurrentInSight(strip: () => HTMLElement | undefined, page: () => string): void {
  const changed = createMemo(page);
  createEffect(on(changed, () => queueMicrotask(() => showCurrent(strip())))); // the router marks the link after it has drawn the page
  onMount(() => {
    const nav = strip();
    if (nav === undefined) return;
    const sizes = new ResizeObserver(() => showCurrent(nav));
    sizes.observe(nav);
    onCleanup(() => sizes.disconnect());
  });
}

function showCurrent(strip: HTMLElement | undefined): void {
  const link = strip?.querySelector<HTMLElement>('[aria-current="page"]');
  if (strip === undefined || link === null || link === undefined) return;
  const [around, own] = [strip.getBoundingClientRect(), link.getBoundingClientRect()];
  if (own.right > around.right || own.left < around.left) strip.scrollLeft += own.left + own.width / 2 - around.left - around.width / 2;
}
