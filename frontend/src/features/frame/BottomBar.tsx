import { A } from "@solidjs/router";
import { For, Show, createMemo, createSignal } from "solid-js";
import Menu from "lucide-solid/icons/menu";
import { wordOf } from "../../lib/status";
import { useLive } from "../../live/live";
import { Dialog } from "../../ui/Dialog";
import { StatusMark } from "../../ui/StatusMark";
import { type Entry, presentEntries } from "./entries";
import styles from "./BottomBar.module.css";

const inBar = new Set(["/", "/alerts", "/guests", "/backups"]);

/** The navigation of a phone: four pages, and the others behind "More". */
export function BottomBar() {
  const live = useLive();
  const [open, setOpen] = createSignal(false);
  const shown = createMemo(() => presentEntries(live));
  return (
    <nav class={styles.bar} aria-label="Main">
      <For each={shown().filter((entry) => inBar.has(entry.href))}>{(entry) => <BarLink entry={entry} />}</For>
      <button type="button" onClick={() => setOpen(true)} aria-haspopup="dialog">
        <Menu />
        More
      </button>
      <Dialog open={open()} onClose={() => setOpen(false)} title="More">
        <ul class={styles.more} onClick={() => setOpen(false)}>
          <For each={shown().filter((entry) => !inBar.has(entry.href))}>
            {(entry) => (
              <li>
                <A href={entry.href}>
                  <entry.icon class="icon" />
                  {entry.label}
                </A>
              </li>
            )}
          </For>
        </ul>
      </Dialog>
    </nav>
  );
}

function BarLink(props: { entry: Entry }) {
  const live = useLive();
  const worst = () => (live.ready() ? props.entry.tally?.(live).worst : undefined);
  return (
    <A href={props.entry.href} end={props.entry.href === "/"}>
      <props.entry.icon />
      {props.entry.label}
      <Show when={worst()}>
        {(status) => (
          <span class={styles.mark}>
            <StatusMark status={status()} label={`, ${wordOf(status()).toLowerCase()}`} size={13} />
          </span>
        )}
      </Show>
    </A>
  );
}
