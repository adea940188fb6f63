import { A, useParams, useSearchParams } from "@solidjs/router";
import ExternalLink from "lucide-solid/icons/external-link";
import { Match, Show, Switch, createMemo, createResource } from "solid-js";
import { fetchAlertHistory } from "../../api/alerts";
import { fetchChanges } from "../../api/changes";
import { wordsOf } from "../../api/errors";
import { type ChartView, type Range, createChartView, ranges, usualRange } from "../../charts/view";
import { kindAndId, statusOfGuest } from "../../domain/guests";
import { nodePath } from "../../domain/links";
import { placeOf, placeOfNode } from "../../domain/nodes";
import type { Alert, Guest } from "../../domain/types";
import { loaded } from "../../lib/resource";
import { since } from "../../lib/time";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { EmptyState } from "../../ui/EmptyState";
import { Page } from "../../ui/Page";
import { Skeleton } from "../../ui/Skeleton";
import { StatusMark } from "../../ui/StatusMark";
import styles from "./Guest.module.css";
import { GuestAlerts } from "./GuestAlerts";
import { GuestCharts } from "./GuestCharts";
import { GuestEvents } from "./GuestEvents";
import { GuestNote } from "./GuestNote";
import { GuestDisks, GuestMachine } from "./GuestParts";
import { GuestReplication } from "./GuestReplication";

/** How long the server remembers an alert that is over. */
const alertsKept = 30 * 24 * 60 * 60 * 1000;

const parent = { title: "Guests", href: "/guests" };

/** One guest: how it is and was, why it alerts, and what it is made of. */
export default function GuestPage() {
  const live = useLive();
  const params = useParams<{ id: string }>();
  const guest = () => {
    const id = decodeURIComponent(params.id);
    return live.estate.vms[id] ?? live.estate.containers[id];
  };
  return (
    <Switch>
      <Match when={!live.ready()}>
        <Page title="Guest" parent={parent}>
          <Skeleton label="Loading the guest" />
        </Page>
      </Match>
      <Match when={guest()}>{(found) => <GuestDetails guest={found()} />}</Match>
      <Match when={true}>
        <Page title="Not found" parent={parent}>
          <EmptyState sentence="This guest is no longer there. It was removed, or moved to a server that is not watched." />
        </Page>
      </Match>
    </Switch>
  );
}

function GuestDetails(props: { guest: Guest }) {
  const live = useLive();
  const client = useClient();
  const view = createAddressedView();
  const node = createMemo(() => live.nodes().find((one) => placeOfNode(one) === placeOf(props.guest)));
  const status = () => statusOfGuest(props.guest, live.alertsOf().get(props.guest.id), live.now());
  // The history is read again when an alert of the guest begins, ends or is acknowledged.
  const active = createMemo(() => (live.alertsOf().get(props.guest.id) ?? []).map(({ id, acknowledged }) => `${id} ${acknowledged}`).join("\n"));
  const [history] = createResource(
    () => [props.guest.id, active()] as const,
    ([resourceId]) => fetchAlertHistory(client, { resourceId, from: Date.now() - alertsKept }),
  );
  const touching = createMemo(() => (history.error === undefined ? (history.latest ?? []) : []).filter((alert) => touches(alert, view)));
  const changes = createChanges(() => props.guest, view);
  return (
    <Page
      title={props.guest.name}
      parent={parent}
      mark={<StatusMark status={status()} />}
      fact={
        <>
          {kindAndId(props.guest)} on{" "}
          <Show when={node()} fallback={props.guest.node}>
            {(found) => (
              <A class={`link ${styles.inText}`} href={nodePath(found().id)}>
                {props.guest.node}
              </A>
            )}
          </Show>
          {props.guest.tags === undefined ? "" : ` · ${props.guest.tags.join(", ")}`}
        </>
      }
      actions={
        <Show when={node()?.host}>
          {(host) => (
            <a class={styles.proxmox} href={consoleOf(host(), props.guest)} target="_blank" rel="noreferrer noopener">
              <ExternalLink class="icon" />
              <span>Open in Proxmox</span>
            </a>
          )}
        </Show>
      }
    >
      <Show when={props.guest.stale}>
        <div class={styles.banner}>
          <Banner tone="unknown">
            Nothing newer is known of this guest{props.guest.staleSince === undefined ? "" : ` since ${since(props.guest.staleSince, live.now())}`}. These are its last values.
            <Show when={props.guest.staleReason}>{(reason) => <div class="soft">{reason()}</div>}</Show>
          </Banner>
        </div>
      </Show>
      <div class={styles.page}>
        <div class={styles.left}>
          <GuestCharts guest={props.guest} view={view} alerts={touching()} />
          <GuestEvents alerts={touching()} changes={loaded(changes) ?? []} error={history.error === undefined ? undefined : wordsOf(history.error)} />
        </div>
        <aside class={styles.side} aria-label="About this guest">
          <GuestAlerts guest={props.guest} />
          <GuestDisks guest={props.guest} />
          <GuestMachine guest={props.guest} />
          <GuestReplication guest={props.guest} />
          <GuestNote id={props.guest.id} />
        </aside>
      </div>
    </Page>
  );
}

/** What changed in the window; read again when the guest starts, stops, moves or is locked. */
function createChanges(guest: () => Guest, view: ChartView) {
  const client = useClient();
  const wanted = createMemo(() => {
    const { id, status, node, lock } = guest();
    return JSON.stringify([id, status, node, lock, view.live() ? view.range() : view.window()]);
  });
  const [changes] = createResource(wanted, () => fetchChanges(client, { ...view.window(), resource: guest().id, limit: 200 }).catch(() => []));
  return changes;
}

/** The view of the charts, kept in the address so that it can be shared. */
function createAddressedView(): ChartView {
  const live = useLive();
  const [address, setAddress] = useSearchParams<{ range?: string; from?: string; to?: string }>();
  const [from, to] = [Number(address.from), Number(address.to)];
  return createChartView(live.now, {
    range: ranges.find((one: Range) => one === address.range),
    fixed: from > 0 && to > from ? { from, to } : undefined,
    onChange: (range, fixed) =>
      setAddress({ range: range === usualRange ? undefined : range, from: fixed && Math.round(fixed.from), to: fixed && Math.round(fixed.to) }, { replace: true, scroll: false }),
  });
}

function touches(alert: Alert, view: ChartView): boolean {
  const { from, to } = view.window();
  return alert.startTime !== undefined && alert.startTime <= to && (alert.resolvedTime ?? Infinity) >= from;
}

/** The guest's place in the interface of its node. */
function consoleOf(host: string, guest: Guest): string {
  return `${host.replace(/\/+$/, "")}/#v1:0:=${guest.type}%2F${guest.vmid}`;
}
