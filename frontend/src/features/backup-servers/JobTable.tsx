import { Index, createMemo } from "solid-js";
import type { PbsServer, RatedJob } from "../../domain/pbs";
import { fullTime } from "../../lib/time";
import { useLive } from "../../live/live";
import { Panel } from "../../ui/Panel";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, HeadCell, HeadRow, Row, Table } from "../../ui/Table";
import styles from "./BackupServers.module.css";
import { jobNote, jobPlace, jobWords, jobsOf, lastWords, nextWords } from "./rows";

/** The jobs of all servers, worst first. */
export function JobTable(props: { servers: readonly PbsServer[] }) {
  const jobs = createMemo(() => jobsOf(props.servers));
  return (
    <Panel title="Jobs" fact="worst first" class={styles.part}>
      <Table label="Jobs" columns="14px 84px minmax(150px, 0.7fr) minmax(150px, 0.6fr) 96px minmax(100px, 1fr)" class={styles.jobs}>
        <HeadRow class={styles.head}>
          <HeadCell label="Status" />
          <HeadCell>Job</HeadCell>
          <HeadCell>Where</HeadCell>
          <HeadCell>Last run</HeadCell>
          <HeadCell>Next</HeadCell>
          <HeadCell label="Note" />
        </HeadRow>
        <Index each={jobs()}>{(row) => <JobRow row={row()} />}</Index>
      </Table>
    </Panel>
  );
}

const words: Partial<Record<RatedJob["status"], string>> = { running: "Went well", planned: "Running", warning: "Failed", stopped: "Has not run" };

function JobRow(props: { row: RatedJob }) {
  const live = useLive();
  const tone = () => (props.row.status === "warning" ? "tone-warning" : props.row.status === "planned" ? "tone-planned" : "");
  return (
    <Row dim={props.row.status === "unknown"} class={styles.job}>
      <Cell>
        <StatusMark status={props.row.status} label={words[props.row.status]} />
      </Cell>
      <Cell class="strong" title={props.row.job.id}>
        {jobWords[props.row.kind]}
      </Cell>
      <Cell class={`cut soft ${styles.place}`} title={jobPlace(props.row)}>
        {jobPlace(props.row)}
      </Cell>
      <Cell class={`cut num ${tone()}`} title={props.row.job.lastRun === undefined ? undefined : fullTime(props.row.job.lastRun)}>
        {lastWords(props.row, live.now())}
      </Cell>
      <Cell class={`cut num quiet ${styles.next}`} title={props.row.job.nextRun === undefined ? undefined : fullTime(props.row.job.nextRun)}>
        {nextWords(props.row)}
      </Cell>
      <Cell class={`cut small ${tone() === "" ? "quiet" : tone()} ${styles.note}`} title={jobNote(props.row)}>
        {jobNote(props.row)}
      </Cell>
    </Row>
  );
}
