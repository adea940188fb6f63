import { A } from "@solidjs/router";
import { For, Show, createMemo } from "solid-js";
import CheckIcon from "lucide-solid/icons/check";
import { acknowledge, unacknowledge } from "../../api/alerts";
import { wordsOf } from "../../api/errors";
import { byTrouble, isNew, limitOf, metricOf, statusOfAlert, subjectOf, valueOf, whereOf } from "../../domain/alerts";
import { attentionFact } from "../../domain/overview";
import { pathOf } from "../../domain/links";
import type { Alert } from "../../domain/types";
import { sorted } from "../../lib/compare";
import { withDegrees } from "../../lib/temperature";
import { ago, fullTime } from "../../lib/time";
import { useLive } from "../../live/live";
import { MayChange, useClient } from "../../live/session";
import { IconButton } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { Sparkline } from "../../ui/Sparkline";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, Row, Table } from "../../ui/Table";
import { tell } from "../../ui/Toast";
import styles from "./Attention.module.css";

const most = 8;

/** The alerts that nobody has seen yet, worst first. */
export function Attention() {
  const live = useLive();
  const open = createMemo(() => {
    const now = live.now();
    return sorted(live.alerts().filter((alert) => isNew(alert, now)), byTrouble(now));
  });
  return (
    <Panel
      title="Needs attention"
      fact={attentionFact(live.alerts(), live.now())}
      more={<A href="/alerts">{open().length > most ? `All ${open().length} alerts` : "All alerts"}</A>}
    >
      <Table class={styles.attention} label="Alerts that need attention" columns="14px minmax(150px, 1fr) 92px 74px 72px 60px 46px 28px">
        <For each={open().slice(0, most)}>{(alert) => <AttentionRow alert={alert} />}</For>
      </Table>
    </Panel>
  );
}

function AttentionRow(props: { alert: Alert }) {
  const live = useLive();
  const client = useClient();
  const metric = () => metricOf(props.alert);
  const path = () => pathOf(live.estate, props.alert.resourceId) ?? "/alerts";
  const label = () => `${props.alert.resourceName}, ${subjectOf(props.alert)}`;

  const see = async () => {
    const { id } = props.alert;
    const name = label();
    try {
      await acknowledge(client, id);
      tell({ words: `Acknowledged: ${name}`, undo: () => void takeBack(id) });
    } catch (error) {
      tell({ words: `${name} could not be acknowledged. ${wordsOf(error)}`, failed: true });
    }
  };
  const takeBack = (id: string) => unacknowledge(client, id).catch((error: unknown) => tell({ words: wordsOf(error), failed: true }));

  return (
    <Row class={styles.row}>
      <Cell>
        <StatusMark status={statusOfAlert(props.alert, live.now())} />
      </Cell>
      <Cell class="cut" title={withDegrees(props.alert.message, live.degrees())}>
        <A class="strong" href={path()}>
          {props.alert.resourceName}
        </A>{" "}
        <span class="soft">{subjectOf(props.alert)}</span>
      </Cell>
      <Cell class={`quiet cut ${styles.where}`}>{whereOf(props.alert)}</Cell>
      <Cell class={styles.trend}>
        <Show when={metric()}>
          {(name) => (
            <Sparkline values={live.trends.of(props.alert.resourceId, name())} width={74} height={22} trigger={props.alert.threshold} tone={props.alert.level} max={name() === "network" ? "auto" : 100} />
          )}
        </Show>
      </Cell>
      <Cell align="end" figures class={`tone-${props.alert.level} ${styles.value}`}>
        {valueOf(props.alert, live.degrees())}
      </Cell>
      <Cell figures class={`quiet small ${styles.limit}`}>
        <Show when={limitOf(props.alert, live.degrees())}>{(limit) => <>of {limit()}</>}</Show>
      </Cell>
      <Cell align="end" figures class={styles.age} title={props.alert.startTime === undefined ? undefined : `since ${fullTime(props.alert.startTime)}`}>
        {ago(props.alert.startTime, live.now())}
      </Cell>
      <Cell class={styles.actions}>
        <MayChange>
          <IconButton label={`Acknowledge ${label()}`} onClick={() => void see()}>
            <CheckIcon class="icon" />
          </IconButton>
        </MayChange>
      </Cell>
    </Row>
  );
}
