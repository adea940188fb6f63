import { A, useSearchParams } from "@solidjs/router";
import Download from "lucide-solid/icons/download";
import { For, Match, Show, Switch, createMemo, createResource, createSignal } from "solid-js";
import { clearAlertHistory, fetchAlertHistory } from "../../api/alerts";
import { wordsOf } from "../../api/errors";
import { limitOf, statusOfAlert, subjectOf, valueOf, whereOf } from "../../domain/alerts";
import { pathOf } from "../../domain/links";
import type { Alert } from "../../domain/types";
import { byNumberDown, sorted } from "../../lib/compare";
import { fileName } from "../../lib/download";
import { unknown } from "../../lib/format";
import { withDegrees } from "../../lib/temperature";
import { clockTime, dayAndTime, duration, fullTime } from "../../lib/time";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { MayChange, useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button, IconButton } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/Dialog";
import { EmptyState } from "../../ui/EmptyState";
import { Segmented } from "../../ui/Segmented";
import { Skeleton } from "../../ui/Skeleton";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, HeadCell, HeadRow, Row, Table } from "../../ui/Table";
import { VirtualRows } from "../../ui/VirtualRows";
import { attempt } from "../../ui/attempt";
import { FilterField } from "../../ui/find";
import { save } from "../../ui/save";
import styles from "./Alerts.module.css";
import { AlertsShell } from "./AlertsShell";
import { HistoryStrip } from "./HistoryStrip";
import { matchingAlerts } from "./groups";
import { type Severity, type Span, alertsAsCsv, beginOf, kindsIn, lengthOfAlert, ofSeverity, spans, touches } from "./history";

const most = 10_000;
const rowHeight = 28;

interface HistoryAddress {
  [key: string]: string | undefined;
  q?: string;
  severity?: string;
  span?: string;
  /** Type of the alerts. */
  about?: string;
  /** A piece of the time, in milliseconds. */
  from?: string;
  to?: string;
}

/** What alerted, when, and for how long. */
export default function AlertHistoryPage() {
  const live = useLive();
  const client = useClient();
  const [address, setAddress] = useSearchParams<HistoryAddress>();
  const span = (): Span => spans.find((one) => one === address.span) ?? "7d";
  const severity = (): Severity => (address.severity === "critical" || address.severity === "warning" ? address.severity : "all");
  const query = () => address.q ?? "";
  const change = (values: HistoryAddress) => setAddress(values, { replace: true, scroll: false });
  const active = createMemo(() => live.alerts().map(({ id, acknowledged }) => `${id} ${acknowledged}`).join("\n"));
  const [answer, { refetch }] = createResource(
    () => [span(), active()] as const,
    ([length]) => fetchAlertHistory(client, { from: beginOf(length, Date.now()), limit: most }),
  );
  const all = createMemo(() => (answer.error === undefined ? (answer.latest ?? []) : []));
  const chosen = () => (address.from === undefined || address.to === undefined ? undefined : { from: Number(address.from), to: Number(address.to) });
  const found = createMemo(() => {
    const about = all().filter((alert) => (address.about === undefined || alert.type === address.about) && touches(alert, chosen(), live.now()));
    return sorted(ofSeverity(matchingAlerts(about, query()), severity()), byNumberDown(({ startTime }) => startTime));
  });
  const [clearing, setClearing] = createSignal(false);
  const clear = async () => {
    setClearing(false);
    await attempt({ action: () => clearAlertHistory(client), done: "The history is cleared.", failed: "The history was not cleared." });
    void refetch();
  };
  return (
    <AlertsShell
      fact={answer.latest === undefined ? undefined : counted(found().length, "alert")}
      actions={<FilterField label="Filter the history" placeholder="Find or filter" value={query()} onInput={(q) => change({ q: q === "" ? undefined : q })} />}
    >
      <div class={styles.tools} role="toolbar" aria-label="History">
        <Segmented label="Time" value={span()} choices={[{ value: "24h", label: "24 h" }, { value: "7d", label: "7 d" }, { value: "30d", label: "30 d" }]} onChange={(value) => change({ span: value === "7d" ? undefined : value, from: undefined, to: undefined })} />
        <Segmented label="Severity" value={severity()} choices={[{ value: "all", label: "All" }, { value: "critical", label: "Critical" }, { value: "warning", label: "Warning" }]} onChange={(value) => change({ severity: value === "all" ? undefined : value })} />
        <select class={styles.metric} aria-label="About" onChange={(event) => change({ about: event.currentTarget.value === "" ? undefined : event.currentTarget.value })}>
          <option value="">anything</option>
          <For each={kindsIn(all())}>
            {([type, name]) => (
              <option value={type} selected={type === address.about}>
                {name}
              </option>
            )}
          </For>
        </select>
        <Show when={address.from}>
          <Button kind="text" onClick={() => change({ from: undefined, to: undefined })}>
            All of the time
          </Button>
        </Show>
        <span class={styles.grow} />
        <MayChange>
          <Button kind="quiet" onClick={() => setClearing(true)}>
            Clear the history
          </Button>
        </MayChange>
        <IconButton label="Save the list as CSV" onClick={() => save(fileName("alerts", Date.now()), alertsAsCsv(found(), live.degrees()))}>
          <Download class="icon" />
        </IconButton>
      </div>
      <Show when={answer.error === undefined}>
        <HistoryStrip alerts={all()} from={beginOf(span(), live.now())} to={live.now()} chosen={chosen()} onChoose={(from, to) => change({ from: String(Math.round(from)), to: String(Math.round(to)) })} />
      </Show>
      <ConfirmDialog
        open={clearing()}
        title="Clear the history?"
        description="All past alerts are forgotten, also how often each rule fired. Active alerts stay."
        action="Clear the history"
        onConfirm={() => void clear()}
        onClose={() => setClearing(false)}
      />
      <Switch>
        <Match when={answer.error !== undefined}>
          <Banner tone="critical" action={<Button kind="text" onClick={() => void refetch()}>Try again</Button>}>
            The history could not be read. {wordsOf(answer.error)}
          </Banner>
        </Match>
        <Match when={answer.loading && answer.latest === undefined}>
          <Skeleton label="Loading the history" rows={10} />
        </Match>
        <Match when={found().length === 0}>
          <EmptyState sentence={query() !== "" || severity() !== "all" || address.about !== undefined || chosen() !== undefined ? "No alert matches." : "Nothing alerted in this time."}>
            <Show when={query() !== "" || severity() !== "all" || address.about !== undefined || chosen() !== undefined}>
              <Button kind="text" onClick={() => change({ q: undefined, severity: undefined, about: undefined, from: undefined, to: undefined })}>
                Clear the filter
              </Button>
            </Show>
          </EmptyState>
        </Match>
        <Match when={true}>
          <HistoryTable alerts={found()} />
        </Match>
      </Switch>
    </AlertsShell>
  );
}

function HistoryTable(props: { alerts: readonly Alert[] }) {
  const [scroller, setScroller] = createSignal<HTMLElement>();
  return (
    <div ref={setScroller} class={styles.scroller} tabindex={0}>
      <Table label="History of alerts" columns="14px minmax(160px, 1fr) 110px 104px 64px 110px 84px" rows={props.alerts.length + 1} class={styles.history}>
        <HeadRow class={styles.head}>
          <HeadCell label="Status" />
          <HeadCell>Newest first</HeadCell>
          <HeadCell class={styles.optional}>Where</HeadCell>
          <HeadCell align="end" class={styles.optional}>Value</HeadCell>
          <HeadCell class={styles.optional}>Of</HeadCell>
          <HeadCell align="end" class={styles.optional}>Began</HeadCell>
          <HeadCell align="end">Lasted</HeadCell>
        </HeadRow>
        <VirtualRows
          count={props.alerts.length}
          height={() => rowHeight}
          scroller={scroller}
          top={27}
          row={(index) => <Show when={props.alerts[index()]}>{(alert) => <HistoryRow alert={alert()} index={index() + 2} />}</Show>}
        />
      </Table>
    </div>
  );
}

function HistoryRow(props: { alert: Alert; index: number }) {
  const live = useLive();
  const isActive = () => props.alert.resolvedTime === undefined && live.estate.activeAlerts[props.alert.id] !== undefined;
  const lasted = () => duration(lengthOfAlert(props.alert, isActive(), live.now()));
  const path = () => pathOf(live.estate, props.alert.resourceId);
  const began = (at: number) => (live.now() - at < 24 * 60 * 60 * 1000 ? clockTime(at) : dayAndTime(at, live.now()));
  return (
    <Row index={props.index}>
      <Cell>
        <StatusMark status={isActive() ? statusOfAlert(props.alert, live.now()) : `${props.alert.level}-seen`} label={`${props.alert.level}, ${isActive() ? "active" : "over"}`} />
      </Cell>
      <Cell class="cut" title={withDegrees(props.alert.message, live.degrees())}>
        <Show when={path()} fallback={<span class="strong">{props.alert.resourceName}</span>}>
          {(href) => (
            <A class="strong" href={href()}>
              {props.alert.resourceName}
            </A>
          )}
        </Show>{" "}
        <span class="soft">{subjectOf(props.alert)}</span>
      </Cell>
      <Cell class={`cut quiet ${styles.optional}`}>{whereOf(props.alert)}</Cell>
      <Cell align="end" figures class={styles.optional}>
        {valueOf(props.alert, live.degrees())}
      </Cell>
      <Cell figures class={`quiet ${styles.optional}`}>
        {limitOf(props.alert, live.degrees())}
      </Cell>
      <Cell align="end" figures class={`quiet ${styles.optional}`} title={props.alert.startTime === undefined ? undefined : fullTime(props.alert.startTime)}>
        {props.alert.startTime === undefined ? unknown : began(props.alert.startTime)}
      </Cell>
      <Cell align="end" figures>
        {isActive() ? `${lasted()}, active` : lasted()}
      </Cell>
    </Row>
  );
}
