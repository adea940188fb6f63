import { onMount } from "solid-js";

/** Scrolls a strip of links, which may be wider than a phone, to the one of this page. */
export function currentInSight(strip: () => HTMLElement | undefined): void {
  onMount(() => {
    const nav = strip();
    const link = nav?.querySelector<HTMLElement>('[aria-current="page"]');
    if (nav === undefined || link === null || link === undefined) return;
    const [around, own] = [nav.getBoundingClientRect(), link.getBoundingClientRect()];
    if (own.right > around.right || own.left < around.left) nav.scrollLeft += own.left + own.width / 2 - around.left - around.width / 2;
  });
}
