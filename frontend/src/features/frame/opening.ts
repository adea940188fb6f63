import { useNavigate } from "@solidjs/router";
import { onCleanup, onMount } from "solid-js";
import { computerShell, openingPath } from "../../api/computer";

/** Shows what was asked for by a click on a notice or in the tray, now and later. Does nothing in a browser. */
export function createOpening(): void {
  const shell = computerShell();
  if (shell === undefined) return;
  const navigate = useNavigate();
  const show = async () => {
    const path = await openingPath(shell);
    if (path !== undefined) navigate(path);
  };
  onMount(() => void show());
  const stop = window.runtime?.EventsOn?.("pulse:open", () => void show());
  onCleanup(() => stop?.());
}
