import { A } from "@solidjs/router";
import { For, Show, createMemo } from "solid-js";
import { guestPath } from "../../domain/links";
import { placeOf } from "../../domain/nodes";
import { type Replication, replicationStory, replicationWords, replicationsFrom, statusOfReplication } from "../../domain/replication";
import type { Node } from "../../domain/types";
import { useLive } from "../../live/live";
import { Panel } from "../../ui/Panel";
import { StatusMark } from "../../ui/StatusMark";
import styles from "./NodePage.module.css";

/** The jobs that copy guests of a node to others; nothing when there are none. */
export function NodeReplication(props: { node: Node }) {
  const live = useLive();
  const jobs = createMemo(() => replicationsFrom(Object.values(live.estate.replicationJobs), props.node));
  return (
    <Show when={jobs().length > 0}>
      <Panel title="Replication">
        <ul>
          <For each={jobs()}>{(job) => <Line job={job} />}</For>
        </ul>
      </Panel>
    </Show>
  );
}

function Line(props: { job: Replication }) {
  const live = useLive();
  const guest = createMemo(() => live.guestsAt().get(placeOf(props.job))?.find(({ guest }) => guest.vmid === props.job.vmid)?.guest);
  return (
    <li class={styles.line} title={replicationStory(props.job, live.now())}>
      <StatusMark status={statusOfReplication(props.job)} label={statusOfReplication(props.job) === "running" ? "In order" : undefined} />
      <span class="cut">
        <Show when={guest()} fallback={`guest ${props.job.vmid}`}>
          {(found) => <A href={guestPath(found().id)}>{found().name}</A>}
        </Show>{" "}
        <span class="quiet">to {props.job.target}</span>
      </span>
      <span class={`num tone-${statusOfReplication(props.job) === "warning" ? "warning" : "none"}`}>{replicationWords(props.job, live.now())}</span>
    </li>
  );
}
