import { Dialog } from "@kobalte/core/dialog";
import { useNavigate } from "@solidjs/router";
import { type Component, For, Show, createEffect, createMemo, createSignal, createUniqueId, on } from "solid-js";
import Box from "lucide-solid/icons/box";
import FileText from "lucide-solid/icons/file-text";
import HardDrive from "lucide-solid/icons/hard-drive";
import Monitor from "lucide-solid/icons/monitor";
import Search from "lucide-solid/icons/search";
import Server from "lucide-solid/icons/server";
import { computerShell } from "../../api/computer";
import { findableSettings } from "../../domain/settingsPages";
import { windowShell } from "../../lib/windowShell";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { useSession } from "../../live/session";
import { Kbd } from "../../ui/Kbd";
import { openOutside } from "../../ui/outside";
import { presentEntries } from "./entries";
import { type Found, search } from "./search";
import styles from "./Palette.module.css";

const icons: Record<Found["kind"], Component<{ class?: string }>> = {
  page: FileText,
  node: Server,
  vm: Monitor,
  container: Box,
  storage: HardDrive,
};

/** Finds guests, nodes, storages and pages by any word, and goes there. */
export function Palette(props: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay class={styles.scrim} />
        <Dialog.Content class={styles.palette} aria-label="Find anything">
          <SearchBox onClose={() => props.onClose()} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog>
  );
}

function SearchBox(props: { onClose: () => void }) {
  const live = useLive();
  const session = useSession();
  const navigate = useNavigate();
  const list = createUniqueId();
  const tabs = windowShell() === undefined; // the desktop window is one
  const [query, setQuery] = createSignal("");
  const [cursor, setCursor] = createSignal(0);
  const found = createMemo(() => search({ pages: presentEntries(live), settings: findableSettings(session.mayChange(), computerShell() !== undefined), nodes: live.nodes(), guests: live.guests(), storages: live.storages() }, query()));
  createEffect(on(query, () => setCursor(0)));

  const go = (target: Found | undefined, elsewhere: boolean) => {
    if (target === undefined) return;
    if (elsewhere && tabs) openOutside(target.href);
    else navigate(target.href);
    props.onClose();
  };
  const press = (event: KeyboardEvent) => {
    const last = found().length - 1;
    if (event.key === "ArrowDown") setCursor((at) => Math.min(at + 1, last));
    else if (event.key === "ArrowUp") setCursor((at) => Math.max(at - 1, 0));
    else if (event.key === "Enter") go(found()[cursor()], event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div class={styles.line}>
        <Search class="icon" />
        <input
          role="combobox"
          aria-label="Find anything"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={found().length === 0 ? undefined : `${list}-${cursor()}`}
          aria-autocomplete="list"
          autocomplete="off"
          spellcheck={false}
          placeholder="Name, number, address, tag or page"
          value={query()}
          onInput={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={press}
        />
        <span class="num quiet small" role="status">
          {counted(found().length, "result")}
        </span>
      </div>
      <ul id={list} class={styles.list} role="listbox" aria-label="Results">
        <For each={found()} fallback={<li class={styles.none}>Nothing has that name, number, address or tag.</li>}>
          {(item, index) => (
            <Result id={`${list}-${index()}`} item={item} selected={index() === cursor()} onPoint={() => setCursor(index())} onChoose={(elsewhere) => go(item, elsewhere)} />
          )}
        </For>
      </ul>
      <div class={styles.foot}>
        <span><Kbd>↑</Kbd> <Kbd>↓</Kbd> choose</span>
        <span><Kbd>Enter</Kbd> open</span>
        <Show when={tabs}>
          <span><Kbd>Ctrl Enter</Kbd> new window</span>
        </Show>
      </div>
    </>
  );
}

interface ResultProps {
  readonly id: string;
  readonly item: Found;
  readonly selected: boolean;
  readonly onPoint: () => void;
  readonly onChoose: (elsewhere: boolean) => void;
}

function Result(props: ResultProps) {
  const Icon = () => {
    const Kind = icons[props.item.kind];
    return <Kind class="icon" />;
  };
  return (
    <li
      id={props.id}
      class={styles.result}
      role="option"
      aria-selected={props.selected}
      onPointerMove={() => props.onPoint()}
      onClick={(event) => props.onChoose(event.ctrlKey || event.metaKey)}
    >
      <Icon />
      <span class="strong">{props.item.name}</span>
      <span class="quiet cut">{props.item.where}</span>
      <Show when={props.selected}>
        <span class={styles.enter}>
          <Kbd>Enter</Kbd>
        </span>
      </Show>
    </li>
  );
}
