import { A } from "@solidjs/router";
import { For, Show, createMemo } from "solid-js";
import { limitOf, subjectOf, valueOf } from "../../domain/alerts";
import type { Alert } from "../../domain/types";
import { byNumberDown, sorted } from "../../lib/compare";
import type { Degrees } from "../../lib/temperature";
import { duration, fullTime, since } from "../../lib/time";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { EmptyState } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, Row, Table } from "../../ui/Table";

const most = 3;

/** When nothing needs attention: what came and went in the last day. */
export function WhileAway(props: { history: readonly Alert[] | undefined }) {
  const live = useLive();
  const past = createMemo(() =>
    sorted(
      (props.history ?? []).filter((alert) => alert.resolvedTime !== undefined),
      byNumberDown((alert) => alert.startTime),
    ),
  );
  const fact = () => (past().length === 0 ? undefined : `${counted(past().length, "alert")} came and went`);
  return (
    <Panel title="While you were away" fact={fact()} more={<A href="/alerts">Alerts</A>}>
      <Show when={past().length > 0} fallback={<EmptyState sentence="No alert in the last 24 hours." />}>
        <Table label="Alerts that came and went" columns="14px 72px minmax(0, 1fr) auto">
          <For each={past().slice(0, most)}>
            {(alert) => (
              <Row>
                <Cell>
                  <StatusMark status={`${alert.level}-seen`} label={`${alert.level}, over`} />
                </Cell>
                <Cell figures class="quiet" title={alert.startTime === undefined ? undefined : fullTime(alert.startTime)}>
                  {since(alert.startTime, live.now())}
                </Cell>
                <Cell class="cut">
                  <span class="strong">{alert.resourceName}</span> <span class="soft">{pastWords(alert, live.degrees())}</span>
                </Cell>
                <Cell class="quiet">{duration((alert.resolvedTime ?? 0) - (alert.startTime ?? 0))}, over</Cell>
              </Row>
            )}
          </For>
        </Table>
      </Show>
    </Panel>
  );
}

function pastWords(alert: Alert, degrees: Degrees): string {
  const limit = limitOf(alert, degrees);
  return limit === "" ? subjectOf(alert) : `${subjectOf(alert)} ${valueOf(alert, degrees)} of ${limit}`;
}
