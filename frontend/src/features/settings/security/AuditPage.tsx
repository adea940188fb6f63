import { For, Match, Switch, createMemo, createResource, createSignal } from "solid-js";
import { type AuditRecord, fetchAudit } from "../../../api/audit";
import { wordsOf } from "../../../api/errors";
import { loaded } from "../../../lib/resource";
import { agoWords, fullTime } from "../../../lib/time";
import { useLive } from "../../../live/live";
import { useClient } from "../../../live/session";
import { Banner } from "../../../ui/Banner";
import { Button } from "../../../ui/Button";
import { EmptyState } from "../../../ui/EmptyState";
import { Segmented } from "../../../ui/Segmented";
import { Skeleton } from "../../../ui/Skeleton";
import { StatusMark } from "../../../ui/StatusMark";
import { Cell, HeadCell, HeadRow, Row, Table } from "../../../ui/Table";
import settings from "../Settings.module.css";
import { eventWords } from "./auditWords";
import styles from "./Security.module.css";
import { SecurityShell } from "./SecurityShell";

/** Who changed what, from where. */
export default function AuditPage() {
  return (
    <SecurityShell part="Audit" fact="who did what, from where">
      <Audit />
    </SecurityShell>
  );
}

function Audit() {
  const client = useClient();
  const [records, { refetch }] = createResource(() => fetchAudit(client));
  const [shown, setShown] = createSignal<"all" | "refused">("all");
  const refused = createMemo(() => loaded(records)?.filter(({ success }) => !success) ?? []);
  const list = () => (shown() === "refused" ? refused() : (loaded(records) ?? []));
  return (
    <>
      <div class={styles.bar}>
        <p>The newest 500. Sign-ins, tokens, connections and everything else that decides about access.</p>
        <Segmented
          label="Which"
          value={shown()}
          onChange={setShown}
          choices={[
            { value: "all", label: "All" },
            { value: "refused", label: "Refused", count: refused().length },
          ]}
        />
        <Button kind="quiet" onClick={() => void refetch()}>
          Read again
        </Button>
      </div>
      <Switch>
        <Match when={records.state === "errored"}>
          <div class={settings.pad}>
            <Banner tone="critical">{wordsOf(records.error)}</Banner>
          </div>
        </Match>
        <Match when={loaded(records) !== undefined && list().length === 0}>
          <EmptyState sentence={shown() === "refused" ? "Nothing was refused." : "Nothing is recorded yet."} />
        </Match>
        <Match when={loaded(records)}>
          <Table class={settings.list} label="Audit" columns="14px minmax(110px, 0.8fr) minmax(140px, 1fr) minmax(90px, 0.8fr) minmax(110px, 0.8fr) minmax(120px, 1.2fr)">
            <HeadRow>
              <HeadCell label="Outcome" />
              <HeadCell>When</HeadCell>
              <HeadCell>What</HeadCell>
              <HeadCell>Who</HeadCell>
              <HeadCell>From</HeadCell>
              <HeadCell>Details</HeadCell>
            </HeadRow>
            <For each={list()}>{(record) => <AuditRow record={record} />}</For>
          </Table>
        </Match>
        <Match when={true}>
          <Skeleton label="Loading the audit" />
        </Match>
      </Switch>
    </>
  );
}

function AuditRow(props: { record: AuditRecord }) {
  const live = useLive();
  return (
    <Row>
      <Cell>
        <StatusMark status={props.record.success ? "running" : "warning"} label={props.record.success ? "Done" : "Refused"} />
      </Cell>
      <Cell title={fullTime(props.record.timestamp)}>{agoWords(props.record.timestamp, live.now())}</Cell>
      <Cell class={settings.second}>
        {eventWords(props.record.event)}
        {props.record.success ? "" : ", refused"}
      </Cell>
      <Cell class={settings.second}>{props.record.user === "" ? "nobody" : props.record.user}</Cell>
      <Cell class={`mono ${settings.second}`}>{props.record.ip}</Cell>
      <Cell class={`soft ${settings.second}`}>{props.record.details}</Cell>
    </Row>
  );
}
