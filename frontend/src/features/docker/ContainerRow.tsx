import { type RatedContainer, alertKeyOf, isSilent } from "../../domain/docker";
import { bytes, unknown } from "../../lib/format";
import type { RowKeys } from "../../lib/rowKeys";
import { type Status, toneOf } from "../../lib/status";
import { duration } from "../../lib/time";
import { useLive } from "../../live/live";
import { MeterCell } from "../../ui/Meter";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, Row } from "../../ui/Table";
import styles from "./Docker.module.css";
import { coresWords, memoryOf, noteOf, portWords, stateWord } from "./rows";

interface ContainerRowProps {
  readonly row: RatedContainer;
  readonly keys: RowKeys;
  readonly peeked: boolean;
}

/** By what a container is known in the list and in the address. */
export function keyOf({ host, container }: RatedContainer): string {
  return alertKeyOf(host, container);
}

/** Id of the element of a row, for those who listen. */
export function rowId(key: string): string {
  return `container-${encodeURIComponent(key)}`;
}

/** One container in one line. */
export function ContainerRow(props: ContainerRowProps) {
  const live = useLive();
  const container = () => props.row.container;
  const silent = () => isSilent(props.row.host);
  const runs = () => container().state === "running";
  const limit = () => container().memoryLimitBytes ?? 0;
  const trigger = (metric: string) => live.thresholds().docker[metric]?.trigger;
  const tone = () => (silent() ? undefined : toneOf(container().cpuPercent, trigger("cpu")));
  return (
    <Row
      id={rowId(keyOf(props.row))}
      class={styles.row}
      dim={silent() || props.row.status === "stopped"}
      selected={props.peeked}
      cursor={props.keys.cursor() === keyOf(props.row)}
      onClick={(event) => props.keys.click(keyOf(props.row), event)}
    >
      <Cell>
        <StatusMark status={props.row.status} />
      </Cell>
      <Cell class="cut strong" title={container().name}>
        {container().name}
      </Cell>
      <Cell class={`cut soft ${styles.image}`} title={container().image}>
        {container().image}
      </Cell>
      <Cell class={`cut ${wordTone(props.row.status)}`} title={container().status}>
        {stateWord(container())}
      </Cell>
      <Cell align="end" figures class={`${styles.cpu} tone-${tone() ?? "none"}`}>
        {runs() ? (coresWords(container(), props.row.host) ?? unknown) : unknown}
      </Cell>
      <Cell class={styles.memory}>
        <MeterCell
          label={`Memory of ${container().name}`}
          value={runs() ? memoryOf(container()) : undefined}
          trigger={trigger("memory")}
          stale={silent()}
          reason={runs() ? "It has no limit." : "It does not run."}
          after={limit() > 0 ? bytes(limit()) : runs() ? `${bytes(container().memoryUsageBytes)}, no limit` : undefined}
        />
      </Cell>
      <Cell align="end" figures class={`${styles.restarts} ${(container().restartCount ?? 0) > 0 ? "strong" : "quiet"}`}>
        {container().restartCount ?? unknown}
      </Cell>
      <Cell align="end" figures class={`cut soft ${styles.ports}`} title={portWords(container())}>
        {portWords(container())}
      </Cell>
      <Cell align="end" figures class={styles.up}>
        {silent() || !runs() || container().startedAt === undefined ? unknown : duration(live.now() - (container().startedAt ?? 0))}
      </Cell>
      <Cell class={`cut small ${wordTone(props.row.status) === "" ? "quiet" : wordTone(props.row.status)} ${styles.note}`} title={noteOf(props.row, live.now())}>
        {silent() ? "" : noteOf(props.row, live.now())}
      </Cell>
    </Row>
  );
}

function wordTone(status: Status): string {
  return status === "critical" || status === "warning" ? `tone-${status}` : "";
}
