import { useNavigate } from "@solidjs/router";
import { onCleanup, onMount } from "solid-js";
import { wordsOf } from "../lib/thrown";
import { type WindowShell, windowShell } from "../lib/windowShell";
import { tell } from "./Toast";

/** Opens an address beside the page: in another tab, or from the desktop window in the system's browser. */
export function openOutside(address: string): void {
  const shell = windowShell();
  if (shell === undefined) window.open(address, "_blank", "noopener");
  else hand(shell, address);
}

function hand(shell: WindowShell, address: string): void {
  shell.OpenExternal(address).catch((error: unknown) => tell({ words: wordsOf(error), failed: true }));
}

/**
 * In the desktop window, which is one and shows nothing but the dashboard: links that leave it open in the system's
 * browser, those that want another tab open in place, and nothing that is dropped on the page takes its place.
 */
export function createOutsideLinks(): void {
  const shell = windowShell();
  if (shell === undefined) return;
  const navigate = useNavigate();
  const follow = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
    if (link === null || link.hasAttribute("download") || event.button > 1) return;
    const inside = link.protocol === window.location.protocol && link.host === window.location.host;
    if (inside && !wantsTab(event, link)) return;
    event.preventDefault();
    if (inside) navigate(link.pathname + link.search + link.hash);
    else hand(shell, link.href);
  };
  const refuse = (event: DragEvent) => {
    if (event.target instanceof Element && event.target.closest("input, textarea") !== null) return;
    event.preventDefault();
  };
  onMount(() => {
    for (const kind of ["click", "auxclick"] as const) document.addEventListener(kind, follow, true);
    for (const kind of ["dragover", "drop"] as const) document.addEventListener(kind, refuse);
  });
  onCleanup(() => {
    for (const kind of ["click", "auxclick"] as const) document.removeEventListener(kind, follow, true);
    for (const kind of ["dragover", "drop"] as const) document.removeEventListener(kind, refuse);
  });
}

function wantsTab(event: MouseEvent, link: HTMLAnchorElement): boolean {
  return event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey || link.target === "_blank";
}
