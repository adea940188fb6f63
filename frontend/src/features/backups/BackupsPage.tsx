import { useNavigate, useSearchParams } from "@solidjs/router";
import { For, Match, Show, Switch, createMemo, createSignal } from "solid-js";
import { type Board as BackupBoard, backupSentence, backupTotals } from "../../domain/backupBoard";
import { guestPath } from "../../domain/links";
import { createRowKeys } from "../../lib/rowKeys";
import { agoWords } from "../../lib/time";
import { listed } from "../../lib/words";
import { useLive } from "../../live/live";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Page } from "../../ui/Page";
import { Beside } from "../../ui/Peek";
import { Figure, Sentence } from "../../ui/Sentence";
import { Watched } from "../../ui/Watched";
import { FilterField } from "../../ui/find";
import { BackupPeek } from "./BackupPeek";
import styles from "./Backups.module.css";
import { Board } from "./Board";
import { NightKeys } from "./NightCells";
import { filteredRows } from "./filter";
import { boardLines } from "./lines";

/** What is backed up, night by night: proof, not a log. */
export default function BackupsPage() {
  const live = useLive();
  const [address, setAddress] = useSearchParams<{ q?: string; peek?: string }>();
  const query = () => address.q ?? "";
  const change = (values: { q?: string; peek?: string }) => setAddress(values, { replace: true, scroll: false });
  const found = createMemo(() => filteredRows(live.backups().rows, query(), live.now()));
  return (
    <Page
      title="Backups"
      fact="14 nights, newest right"
      actions={<FilterField label="Filter backups" placeholder="tag:prod age>1d" value={query()} problem={found().problem} onInput={(q) => change({ q: q === "" ? undefined : q })} />}
    >
      <Watched ready={live.ready()} what="the backups" rows={12} empty={live.guests().length === 0} none="No guest is watched yet.">
        <Switch>
          <Match when={!live.backups().known && live.backups().hidden.length === 0}>
            <EmptyState sentence="No backup is known: none was made, none was read yet, or reading them is switched off." />
          </Match>
          <Match when={true}>
            <div class={styles.page}>
              <Sentence says={backupSentence(live.backups())} figures={<Totals board={live.backups()} />}>
                {backupTotals(live.backups())}
              </Sentence>
              <Notes board={live.backups()} />
              <List rows={found().rows} query={query()} peek={address.peek} onPeek={(peek) => change({ peek })} onClear={() => change({ q: undefined })} />
            </div>
          </Match>
        </Switch>
      </Watched>
    </Page>
  );
}

interface ListProps {
  readonly rows: ReturnType<typeof filteredRows>["rows"];
  readonly query: string;
  readonly peek: string | undefined;
  readonly onPeek: (guest: string | undefined) => void;
  readonly onClear: () => void;
}

function List(props: ListProps) {
  const live = useLive();
  const navigate = useNavigate();
  const [at, setAt] = createSignal<string>();
  const [closed, setClosed] = createSignal<ReadonlySet<string>>(new Set());
  const lines = createMemo(() => boardLines(props.rows, closed()));
  const ids = createMemo(() => lines().flatMap((line) => (line.kind === "guest" ? [line.row.guest.id] : [])));
  const keys = createRowKeys({
    ids,
    at,
    setAt,
    open: (id) => navigate(guestPath(id)),
    peek: () => props.peek,
    setPeek: (id) => props.onPeek(id),
    leave: () => props.query !== "" && (props.onClear(), true),
  });
  const peeked = createMemo(() => live.backups().rows.find(({ guest }) => guest.id === props.peek));
  const toggle = (group: string) => setClosed((before) => new Set(before.has(group) ? [...before].filter((name) => name !== group) : [...before, group]));
  return (
    <>
      <div class={styles.tools}>
        <NightKeys />
      </div>
      <Beside peek={<Show when={peeked()}>{(row) => <BackupPeek row={row()} onClose={() => props.onPeek(undefined)} />}</Show>}>
        <Show
          when={lines().length > 0}
          fallback={
            <EmptyState sentence={`No guest matches ${props.query}.`}>
              <Button kind="text" onClick={() => props.onClear()}>
                Clear the filter
              </Button>
            </EmptyState>
          }
        >
          <Board board={live.backups()} lines={lines()} keys={keys} peek={props.peek} onToggle={toggle} />
        </Show>
      </Beside>
    </>
  );
}

/** What the board alone cannot say: lists that may not be read, and jobs of several guests that failed. */
function Notes(props: { board: BackupBoard }) {
  const live = useLive();
  const names = () => [...new Set(props.board.hidden.map(({ name, node }) => `${name} on ${node}`))];
  return (
    <div class={styles.notes}>
      <Show when={names().length > 0}>
        <Banner tone="unknown">
          Pulse may not see the backups on {listed(names())}. Give its account the privilege Datastore.Allocate there; until then nothing is said about what is missing.
        </Banner>
      </Show>
      <For each={props.board.failedJobs.slice(0, 3)}>
        {(task) => (
          <Banner tone="warning">
            A backup job on {task.node} ended {agoWords(task.endTime ?? task.startTime, live.now())} with: {task.error}
          </Banner>
        )}
      </For>
    </div>
  );
}

function Totals(props: { board: BackupBoard }) {
  const live = useLive();
  const copies = () => props.board.rows.reduce((sum, { copies }) => sum + copies.length, 0);
  const unverified = () => props.board.rows.filter(({ copies: [newest] }) => newest?.onServer === true && newest.verified === undefined).length;
  return (
    <>
      <Figure name="Backups">{copies()}</Figure>
      <Show when={live.estate.guestSnapshots.size > 0}>
        <Figure name="Snapshots">{live.estate.guestSnapshots.size}</Figure>
      </Show>
      <Show when={unverified() > 0}>
        <Figure name="Newest not yet verified">{unverified()}</Figure>
      </Show>
    </>
  );
}
