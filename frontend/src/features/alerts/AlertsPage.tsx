import { useNavigate, useSearchParams } from "@solidjs/router";
import { For, Match, Show, Switch, createMemo, createResource, createSignal } from "solid-js";
import { fetchAlertHistory } from "../../api/alerts";
import { isNew } from "../../domain/alerts";
import { pathOf } from "../../domain/links";
import { ticksOf } from "../../domain/pulse";
import type { Alert } from "../../domain/types";
import { createRowKeys } from "../../lib/rowKeys";
import { useLive } from "../../live/live";
import { MayChange, useSession } from "../../live/session";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Beside } from "../../ui/Peek";
import { PulseStrip } from "../../ui/PulseStrip";
import { Skeleton } from "../../ui/Skeleton";
import { Table } from "../../ui/Table";
import { FilterField } from "../../ui/find";
import { AlertPeek } from "./AlertPeek";
import { AlertRow } from "./AlertRow";
import styles from "./Alerts.module.css";
import { AlertsShell } from "./AlertsShell";
import { SnoozeBar } from "./SnoozeBar";
import { WhyNot } from "./WhyNot";
import { makeAlertActions, namesOf } from "./actions";
import { alertGroups, countWords, matchingAlerts } from "./groups";

const day = 24 * 60 * 60 * 1000;

/** The active alerts, worst first, and what to do about them. */
export default function AlertsPage() {
  const live = useLive();
  const [address, setAddress] = useSearchParams<{ q?: string; peek?: string; resource?: string; type?: string }>();
  const query = () => address.q ?? "";
  const setQuery = (q: string) => setAddress({ q: q === "" ? undefined : q }, { replace: true, scroll: false });
  return (
    <AlertsShell
      actions={
        <>
          <FilterField label="Filter alerts" placeholder="Find or filter" value={query()} onInput={setQuery} />
          <Button class={styles.ahead} onClick={() => setAddress({ peek: "why" }, { replace: true, scroll: false })}>
            Why was I not told?
          </Button>
        </>
      }
    >
      <Show when={live.ready()} fallback={<Skeleton label="Loading the alerts" />}>
        <AlertList query={query()} onClearQuery={() => setQuery("")} />
      </Show>
    </AlertsShell>
  );
}

function AlertList(props: { query: string; onClearQuery: () => void }) {
  const live = useLive();
  const session = useSession();
  const client = session.client;
  const navigate = useNavigate();
  const actions = makeAlertActions(client);
  const [address, setAddress] = useSearchParams<{ peek?: string; resource?: string; type?: string }>();
  const [history] = createResource(() => fetchAlertHistory(client, { from: Date.now() - day }).catch((): Alert[] => []));
  const resolved = createMemo(() => {
    const all = [...(history.latest ?? []), ...Object.values(live.estate.recentlyResolved)].filter(({ id, resolvedTime }) => resolvedTime !== undefined && live.estate.activeAlerts[id] === undefined);
    return [...new Map(all.map((alert) => [alert.id, alert])).values()];
  });
  const groups = createMemo(() => alertGroups(matchingAlerts(live.alerts(), props.query), matchingAlerts(resolved(), props.query), live.now()));
  const byId = createMemo(() => new Map(groups().flatMap(({ alerts, over }) => alerts.map((alert) => [alert.id, { alert, over: over === true }] as const))));
  const peeked = () => byId().get(address.peek ?? "");
  const [at, setAt] = createSignal<string>();
  const [snoozing, setSnoozing] = createSignal<readonly Alert[]>([]);
  const closePeek = () => setAddress({ peek: undefined, resource: undefined, type: undefined }, { replace: true, scroll: false });
  const keys = createRowKeys({
    at,
    setAt,
    ids: () => [...byId().keys()],
    open: (id) => navigate(pathOf(live.estate, byId().get(id)?.alert.resourceId ?? "") ?? "/alerts"),
    peek: () => address.peek,
    setPeek: (peek) => setAddress({ peek }, { replace: true, scroll: false }),
    leave: () => props.query !== "" && (props.onClearQuery(), true),
    acknowledge: (id) => session.mayChange() && void actions.acknowledge(chosen(id)),
    more: {
      s: (id) => session.mayChange() && setSnoozing(chosen(id)).length > 0,
      e(id) {
        setAddress({ peek: id }, { replace: true, scroll: false });
        return id !== undefined;
      },
    },
  });
  const chosen = (id: string | undefined) => {
    const ids = keys.selected().size > 0 ? [...keys.selected()] : [id ?? ""];
    return ids.flatMap((one) => {
      const found = byId().get(one);
      return found === undefined || found.over ? [] : [found.alert];
    });
  };
  const ticks = createMemo(() => ticksOf([...live.alerts(), ...resolved()], live.now()));
  const seen = () => live.alerts().filter((alert) => !isNew(alert, live.now())).length;
  const rowId = (id: string | undefined) => (id === undefined ? undefined : `alert-${encodeURIComponent(id)}`);

  return (
    <Beside
      split
      peek={
        <Show when={peeked()} fallback={<Show when={address.peek === "why"}><WhyNot onClose={closePeek} /></Show>}>
          {(found) => (
            <AlertPeek
              alert={found().alert}
              over={found().over}
              onAcknowledge={() => void actions.acknowledge([found().alert])}
              onTakeBack={() => void actions.unacknowledge(found().alert)}
              onClear={() => void actions.clear([found().alert])}
              onSnooze={() => setSnoozing([found().alert])}
              onUnsnooze={() => void actions.unsnooze(found().alert)}
              onClose={closePeek}
            />
          )}
        </Show>
      }
    >
      <div class={styles.scroller}>
        <div class={styles.strip}>
          <p>
            <span class="strong">{countWords(live.alerts(), live.now())}</span>
            <br />
            <span class="quiet small">{seen() === 0 ? "none seen" : `${seen()} seen or snoozed`}</span>
          </p>
          <PulseStrip ticks={ticks()} now={live.now()} height={36} label="Last 24 hours" />
        </div>
        <Show when={keys.selected().size > 0}>
          <SelectionBar count={keys.selected().size} onAcknowledge={() => void actions.acknowledge(chosen(undefined))} onSnooze={() => setSnoozing(chosen(undefined))} onClear={() => void actions.clear(chosen(undefined))} onLeave={() => keys.clear()} />
        </Show>
        <Show when={snoozing().length > 0}>
          <SnoozeBar
            what={namesOf(snoozing())}
            onChoose={(end) => {
              void actions.snooze(snoozing(), end);
              setSnoozing([]);
            }}
            onClose={() => setSnoozing([])}
          />
        </Show>
        <Switch>
          <Match when={groups().length === 0 && props.query !== ""}>
            <EmptyState sentence={`No alert matches ${props.query}.`}>
              <Button kind="text" onClick={() => props.onClearQuery()}>
                Clear the filter
              </Button>
            </EmptyState>
          </Match>
          <Match when={groups().length === 0}>
            <EmptyState sentence="Nothing alerts now." />
          </Match>
          <Match when={true}>
            <Table label="Alerts" columns="14px minmax(0, 1fr) 76px 84px 52px 28px" grid="multiple" active={rowId(keys.cursor())} class={styles.list}>
              <For each={groups()}>
                {(group) => (
                  <>
                    <div class={styles.group} role="row">
                      <span role="gridcell">
                        {group.name} <span class="num quiet">{group.alerts.length}</span>
                      </span>
                    </div>
                    <For each={group.alerts}>
                      {(alert) => (
                        <AlertRow
                          alert={alert}
                          id={rowId(alert.id) ?? ""}
                          over={group.over === true}
                          cursor={keys.cursor() === alert.id}
                          selected={keys.selected().has(alert.id) || address.peek === alert.id}
                          onClick={(event) => keys.click(alert.id, event)}
                          onAcknowledge={() => void actions.acknowledge([alert])}
                          onTakeBack={() => void actions.unacknowledge(alert)}
                        />
                      )}
                    </For>
                  </>
                )}
              </For>
            </Table>
          </Match>
        </Switch>
      </div>
    </Beside>
  );
}

interface SelectionBarProps {
  readonly count: number;
  readonly onAcknowledge: () => void;
  readonly onSnooze: () => void;
  readonly onClear: () => void;
  readonly onLeave: () => void;
}

function SelectionBar(props: SelectionBarProps) {
  return (
    <div class={styles.selection} role="toolbar" aria-label="Selected alerts">
      <span class="strong" role="status">
        {props.count} selected
      </span>
      <MayChange>
        <Button small kind="primary" onClick={() => props.onAcknowledge()}>
          Acknowledge
        </Button>
        <Button small onClick={() => props.onSnooze()}>
          Snooze
        </Button>
        <Button small onClick={() => props.onClear()}>
          Clear
        </Button>
      </MayChange>
      <Button small kind="quiet" onClick={() => props.onLeave()}>
        Leave the selection
      </Button>
    </div>
  );
}
