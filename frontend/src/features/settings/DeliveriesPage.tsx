import { A, useSearchParams } from "@solidjs/router";
import { For, Match, Show, Switch, createResource } from "solid-js";
import { type Delivery, fetchDeliveries, fetchDelivery, isLost, replayDelivery } from "../../api/deliveries";
import { wordsOf } from "../../api/errors";
import { curlOf } from "../../domain/webhookServices";
import { loaded } from "../../lib/resource";
import { agoWords, fullTime } from "../../lib/time";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { CopyButton } from "../../ui/CopyButton";
import { EmptyState } from "../../ui/EmptyState";
import { Segmented } from "../../ui/Segmented";
import { Skeleton } from "../../ui/Skeleton";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, HeadCell, HeadRow, Row, Table } from "../../ui/Table";
import { attempt } from "../../ui/attempt";
import { SettingsShell } from "./SettingsShell";
import { channelName, eventWords, stateWords, statusOfDelivery } from "./deliveryWords";
import styles from "./Settings.module.css";

const shown = 200;
const filters = ["all", "waiting", "lost"] as const;

/** Every notice that was sent or is to be sent, with request and answer. */
export default function DeliveriesPage() {
  const client = useClient();
  const [address, setAddress] = useSearchParams<{ show?: string; id?: string }>();
  const [list, { refetch }] = createResource(() => fetchDeliveries(client, shown));
  const filter = () => filters.find((one) => one === address.show) ?? "all";
  const found = () => (loaded(list) ?? []).filter((one) => filter() === "all" || (filter() === "waiting" ? one.state === "pending" : isLost(one)));
  const again = async (some: readonly Delivery[]) => {
    await attempt({ action: () => Promise.all(some.map(({ id }) => replayDelivery(client, id))), done: `${counted(some.length, "notice")} will be sent again`, failed: "Not sent again." });
    void refetch();
  };
  const open = (id: string) => setAddress({ id: address.id === id ? undefined : id }, { replace: true, scroll: false });
  return (
    <SettingsShell title="Delivery log" current="Notifications" parent={{ title: "Notifications", href: "/settings/notifications" }} fact={loaded(list) === undefined ? undefined : counted(found().length, "notice")} actions={<Button onClick={() => void refetch()}>Read again</Button>}>
      <div class={styles.pad}>
        <div class={styles.buttons}>
          <Segmented label="Which notices" value={filter()} choices={[{ value: "all", label: "All" }, { value: "waiting", label: "Waiting" }, { value: "lost", label: "Not delivered" }]} onChange={(show) => setAddress({ show: show === "all" ? undefined : show }, { replace: true, scroll: false })} />
          <Show when={filter() === "lost" && found().length > 0}>
            <Button onClick={() => void again(found())}>Send all again</Button>
          </Show>
        </div>
      </div>
      <Switch>
        <Match when={list.state === "errored"}>
          <div class={styles.pad}>
            <Banner tone="critical">{wordsOf(list.error)}</Banner>
          </div>
        </Match>
        <Match when={loaded(list) !== undefined && found().length === 0}>
          <EmptyState sentence={filter() === "all" ? "Nothing was sent yet." : "No such notice."}>
            <A class="link" href="/settings/notifications">
              Who is told
            </A>
          </EmptyState>
        </Match>
        <Match when={loaded(list)}>
          <Table class={styles.list} label="Notices" columns="14px minmax(110px, 0.7fr) minmax(110px, 0.8fr) minmax(160px, 1.4fr) 120px">
            <HeadRow>
              <HeadCell label="Status" />
              <HeadCell>Channel</HeadCell>
              <HeadCell>About</HeadCell>
              <HeadCell>State</HeadCell>
              <HeadCell align="end">When</HeadCell>
            </HeadRow>
            <For each={found()}>
              {(one) => (
                <>
                  <DeliveryRow one={one} open={address.id === one.id} onOpen={() => open(one.id)} />
                  <Show when={address.id === one.id}>
                    <Row>
                      <Cell span="1 / -1">
                        <Detail one={one} onAgain={() => void again([one])} />
                      </Cell>
                    </Row>
                  </Show>
                </>
              )}
            </For>
          </Table>
        </Match>
        <Match when={true}>
          <Skeleton label="Loading the notices" />
        </Match>
      </Switch>
    </SettingsShell>
  );
}

function DeliveryRow(props: { one: Delivery; open: boolean; onOpen: () => void }) {
  const live = useLive();
  return (
    <Row>
      <Cell>
        <StatusMark status={statusOfDelivery(props.one)} label={stateWords(props.one)} />
      </Cell>
      <Cell class="cut">
        <button type="button" class={styles.opener} aria-expanded={props.open} onClick={() => props.onOpen()}>
          {channelName(props.one)}
        </button>
      </Cell>
      <Cell class={styles.hidden} title={props.one.alertIds.join(", ")}>
        {eventWords(props.one)}
        <Show when={props.one.alertIds.length > 1}> of {props.one.alertIds.length}</Show>
      </Cell>
      <Cell class={styles.second}>
        {stateWords(props.one)}
        <Show when={props.one.error}>{(words) => <div class={styles.reason}>{words()}</div>}</Show>
      </Cell>
      <Cell align="end" figures title={props.one.timestamp === undefined ? undefined : fullTime(props.one.timestamp)}>
        {agoWords(props.one.timestamp, live.now())}
      </Cell>
    </Row>
  );
}

/** What was sent and answered. */
function Detail(props: { one: Delivery; onAgain: () => void }) {
  const client = useClient();
  const [detail] = createResource(() => fetchDelivery(client, props.one.id));
  return (
    <div class={styles.detail}>
      <div class={styles.buttons}>
        <Button small onClick={() => props.onAgain()}>
          Send again
        </Button>
        <Show when={props.one.channel !== "email" && loaded(detail)?.request}>
          {(request) => (
            <span>
              As curl: <CopyButton text={curlOf(request())} />
            </span>
          )}
        </Show>
        <span class="mono quiet">{props.one.id}</span>
      </div>
      <Show when={detail.state === "errored"}>
        <Banner tone="critical">{wordsOf(detail.error)}</Banner>
      </Show>
      <Show when={loaded(detail)}>
        {(found) => (
          <>
            <h3>Sent</h3>
            <pre tabindex="0">{found().request === "" ? "Nothing yet." : found().request}</pre>
            <h3>Answered</h3>
            <pre tabindex="0">{found().response === "" ? "Nothing." : found().response}</pre>
          </>
        )}
      </Show>
    </div>
  );
}
