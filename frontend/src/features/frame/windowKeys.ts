import { useNavigate } from "@solidjs/router";
import { onCleanup, onMount } from "solid-js";
import { wordsOf } from "../../api/errors";
import { type WindowShell, windowShell } from "../../lib/windowShell";
import { openOutside } from "../../ui/outside";
import { tell } from "../../ui/Toast";

const wheelPause = 120;

/** Whether the system's own menu hears the keys. */
const hasMenu = () => /Mac/.test(navigator.userAgent);
/** Whether the page can be made larger; on Windows only Ctrl and the wheel do that, without us. */
const canZoom = () => !/Windows/.test(navigator.userAgent);

/** The keys of the desktop window with what they mean, for the list of all; empty in a browser, which has its own. */
export function windowKeys(): readonly (readonly [keys: readonly string[], meaning: string])[] {
  if (windowShell() === undefined) return [];
  const control = hasMenu() ? "⌘" : "Ctrl";
  return [
    [[control, "R"], "Load the page again"],
    ...(canZoom() ? zoomKeys(control) : ([[["Ctrl", "wheel"], "Make the page larger or smaller"]] as const)),
    [hasMenu() ? ["Ctrl", "⌘", "F"] : ["F11"], "Fill the screen, or end that"],
    [["Alt", "←"], "Page before"],
    [["Alt", "→"], "Next page"],
    [[control, ","], "Settings"],
    [[control, "W"], "Close the window; Pulse goes on watching"],
    [[control, "Q"], "End Pulse on this computer"],
  ];
}

function zoomKeys(control: string) {
  return [
    [[control, "+"], "Make the page larger"],
    [[control, "−"], "Make the page smaller"],
    [[control, "0"], "Show the page in its usual size"],
  ] as const;
}

/** Hears the keys and the menu of the desktop window. Does nothing in a browser. */
export function createWindowKeys(): void {
  const shell = windowShell();
  if (shell === undefined) return;
  const navigate = useNavigate();
  const actions = actionsOf(shell, navigate);
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const act = actions[nameOf(event)];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  const stops = [
    window.runtime?.EventsOn?.("pulse:go", (path) => navigate(String(path))),
    window.runtime?.EventsOn?.("pulse:outside", (path) => void describe(String(path))),
  ];
  const turn = createWheel(shell);
  onMount(() => {
    if (!hasMenu()) document.addEventListener("keydown", listen);
    if (canZoom()) document.addEventListener("wheel", turn, { passive: false });
  });
  onCleanup(() => {
    document.removeEventListener("keydown", listen);
    document.removeEventListener("wheel", turn);
    for (const stop of stops) stop?.();
  });
}

/** "Ctrl+r", "Alt+ArrowLeft", "F11": a key with what is held beside it. */
function nameOf({ key, ctrlKey, altKey, metaKey }: KeyboardEvent): string {
  if (metaKey || (ctrlKey && altKey)) return "";
  const held = ctrlKey ? "Ctrl+" : altKey ? "Alt+" : "";
  return held + (key.length === 1 ? key.toLowerCase() : key);
}

type Action = () => void;

function actionsOf(shell: WindowShell, navigate: (path: string) => void): Readonly<Partial<Record<string, Action>>> {
  const reload = () => window.location.reload();
  const zoom = (by: number) => () => resize(shell, by);
  const larger = zoom(1);
  return {
    "Ctrl+r": reload,
    F5: reload,
    ...(canZoom() ? { "Ctrl++": larger, "Ctrl+=": larger, "Ctrl+-": zoom(-1), "Ctrl+0": zoom(0) } : {}),
    F11: () => attempt(shell.FullScreen()),
    "Alt+ArrowLeft": () => window.history.back(),
    "Alt+ArrowRight": () => window.history.forward(),
    "Ctrl+,": () => navigate("/settings"),
    "Ctrl+w": () => attempt(shell.Close()),
    "Ctrl+q": () => attempt(shell.Quit()),
  };
}

function resize(shell: WindowShell, by: number): void {
  attempt(shell.Zoom(by).then((percent) => tell({ words: `${percent} %` })));
}

function attempt(done: Promise<void>): void {
  done.catch((error: unknown) => tell({ words: wordsOf(error), failed: true }));
}

/** Ctrl and the wheel make the page larger or smaller, one step for one turn. */
function createWheel(shell: WindowShell): (event: WheelEvent) => void {
  let next = 0;
  return (event) => {
    if (!event.ctrlKey || event.deltaY === 0) return;
    event.preventDefault();
    if (event.timeStamp < next) return;
    next = event.timeStamp + wheelPause;
    resize(shell, event.deltaY < 0 ? 1 : -1);
  };
}

/** Opens a page of the backend that is made for browsers. */
async function describe(path: string): Promise<void> {
  const { url } = (await window.go?.app?.Shell?.Connection?.()) ?? {};
  if (typeof url === "string") openOutside(url + path);
}
