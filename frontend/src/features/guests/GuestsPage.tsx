import { A, useNavigate } from "@solidjs/router";
import { Match, Show, Switch, createMemo, createSignal } from "solid-js";
import { guestPath } from "../../domain/links";
import { counted } from "../../lib/words";
import { createRowKeys } from "../../lib/rowKeys";
import { useLive } from "../../live/live";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Page } from "../../ui/Page";
import { Beside } from "../../ui/Peek";
import { Skeleton } from "../../ui/Skeleton";
import { FindButton } from "../../ui/find";
import { GuestPeek } from "./GuestPeek";
import { GuestTable } from "./GuestTable";
import { GuestTools } from "./GuestTools";
import styles from "./Guests.module.css";
import { columns, createDensity, createHiddenColumns } from "./columns";
import { exportGuests } from "./exportGuests";
import { createGuestList } from "./list";
import { createGuestView } from "./view";

/** All guests, worst first: found, sorted, grouped and looked at without a mouse. */
export default function GuestsPage() {
  const live = useLive();
  const fact = () => (live.ready() ? `${live.guests().length} on ${counted(live.nodes().length, "node")} · rates in MB/s` : undefined);
  return (
    <Page title="Guests" fact={fact()} actions={<FindButton />}>
      <Switch>
        <Match when={!live.ready()}>
          <Skeleton label="Loading the guests" rows={12} />
        </Match>
        <Match when={live.guests().length === 0 && live.estate.connections.length === 0}>
          <EmptyState sentence="No server is watched yet.">
            <A class="link" href="/settings/connections/add">
              Add a server
            </A>
          </EmptyState>
        </Match>
        <Match when={live.guests().length === 0}>
          <EmptyState sentence="The servers have no guests, or the account that Pulse uses may not see them." />
        </Match>
        <Match when={true}>
          <GuestList />
        </Match>
      </Switch>
    </Page>
  );
}

function GuestList() {
  const live = useLive();
  const navigate = useNavigate();
  const view = createGuestView();
  const [density, setDensity] = createDensity();
  const [hidden, setHidden] = createHiddenColumns();
  const [pointer, setPointer] = createSignal(false);
  const [at, setAt] = createSignal<string>();
  const list = createGuestList(live, view, () => pointer() || at() !== undefined || view.peek() !== undefined);
  const keys = createRowKeys({
    ids: list.ids,
    at,
    setAt,
    open: (id) => navigate(guestPath(id)),
    peek: view.peek,
    setPeek: (id) => view.setPeek(id),
    leave: () => leaveFilter(view),
  });
  const hasBackups = createMemo(() => live.guests().some(({ lastBackup }) => lastBackup !== undefined));
  const available = () => columns.filter(({ key }) => (key !== "node" || view.grouping() !== "node") && (key !== "backup" || hasBackups()));
  const shown = () => available().filter(({ key }) => !hidden().includes(key));
  const peeked = () => {
    const id = view.peek() ?? "";
    return live.estate.vms[id] ?? live.estate.containers[id];
  };
  const chosen = () => (keys.selected().size === 0 ? list.guests() : list.guests().filter(({ id }) => keys.selected().has(id)));

  return (
    <div class={styles.page}>
      <GuestTools
        view={view}
        list={list}
        columns={available()}
        hidden={hidden()}
        onHidden={(keys) => setHidden(keys)}
        density={density()}
        onDensity={(height) => setDensity(height)}
        onExport={() => exportGuests(chosen(), list.cluster, live.now())}
      />
      <Show when={keys.selected().size > 0}>
        <div class={styles.note} role="status">
          <span class="strong">{keys.selected().size} selected</span>
          <Button kind="text" onClick={() => exportGuests(chosen(), list.cluster, live.now())}>
            Save as CSV
          </Button>
          <Button kind="text" onClick={() => keys.clear()}>
            Clear the selection
          </Button>
        </div>
      </Show>
      <Show when={list.moved() > 0}>
        <div class={styles.note}>
          <span>{counted(list.moved(), "row")} moved</span>
          <Button kind="text" onClick={() => list.release()}>
            Sort again
          </Button>
        </div>
      </Show>
      <Beside peek={<Show when={peeked()}>{(guest) => <GuestPeek guest={guest()} onClose={() => view.setPeek(undefined)} />}</Show>}>
        <Show
          when={list.lines().length > 0}
          fallback={
            <EmptyState sentence={`No guest matches${view.query() === "" ? "" : ` ${view.query()}`}.`}>
              <Button kind="text" onClick={() => view.clearFilter()}>
                Clear the filter
              </Button>
            </EmptyState>
          }
        >
          <GuestTable list={list} view={view} keys={keys} columns={shown()} density={density()} onPointer={setPointer} />
        </Show>
      </Beside>
    </div>
  );
}

/** The last thing that Escape leaves is the filter. */
function leaveFilter(view: ReturnType<typeof createGuestView>): boolean {
  const typing = document.activeElement;
  if (typing instanceof HTMLInputElement) typing.blur();
  if (view.query() === "") return false;
  view.setQuery("");
  return true;
}
