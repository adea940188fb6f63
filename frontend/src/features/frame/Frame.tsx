import { useLocation } from "@solidjs/router";
import { type ParentProps, createEffect, createSignal, on, onCleanup } from "solid-js";
import { flag } from "../../lib/decode";
import { createPreference } from "../../lib/preference";
import { FindProvider } from "../../ui/find";
import { Announcer } from "./Announcer";
import { BottomBar } from "./BottomBar";
import { Help } from "./Help";
import { Navigation } from "./Navigation";
import { Palette } from "./Palette";
import { StaleBanner } from "./StaleBanner";
import { StatusBar } from "./StatusBar";
import { createShortcuts } from "./shortcuts";
import styles from "./Frame.module.css";

/** What stands around every page: navigation, state of the data, search and keys. */
export function Frame(props: ParentProps) {
  const [finding, setFinding] = createSignal(false);
  const [helping, setHelping] = createSignal(false);
  const [narrow, setNarrow] = createPreference("rail", flag, false);
  const [keys] = createPreference("keys", flag, true);
  const small = createNarrowWindow();
  const rail = () => small() || narrow();

  createShortcuts({
    find: () => setFinding(true),
    help: () => setHelping(true),
    toggleRail: () => setNarrow(!narrow()),
    enabled: keys,
  });
  focusPageOnMove();
  onCleanup(window.runtime?.EventsOn?.("pulse:keys", () => setHelping(true)) ?? (() => undefined));

  return (
    <FindProvider open={() => setFinding(true)}>
      <a class={styles.skip} href="#main" onClick={skip}>
        Skip to the content
      </a>
      <div class={styles.frame}>
        <Navigation rail={rail()} />
        <div class={styles.page}>
          <StaleBanner />
          {props.children}
        </div>
        <div class={styles.foot}>
          <StatusBar />
          <BottomBar />
        </div>
      </div>
      <Palette open={finding()} onClose={() => setFinding(false)} />
      <Help open={helping()} onClose={() => setHelping(false)} />
      <Announcer />
    </FindProvider>
  );
}

function skip(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

/** After a move to another page those who use the keyboard begin at its content. */
function focusPageOnMove(): void {
  const location = useLocation();
  createEffect(
    on(
      () => location.pathname,
      () => queueMicrotask(() => document.getElementById("main")?.focus({ preventScroll: true })),
      { defer: true },
    ),
  );
}

function createNarrowWindow(): () => boolean {
  const query = window.matchMedia("(max-width: 1179px)");
  const [narrow, setNarrow] = createSignal(query.matches);
  const follow = () => setNarrow(query.matches);
  query.addEventListener("change", follow);
  onCleanup(() => query.removeEventListener("change", follow));
  return narrow;
}
