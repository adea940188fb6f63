import { For, Show, createMemo } from "solid-js";
import { replicationStory, replicationsOf, statusOfReplication } from "../../domain/replication";
import type { Guest } from "../../domain/types";
import { useLive } from "../../live/live";
import { StatusMark } from "../../ui/StatusMark";
import styles from "./Guest.module.css";

/** The jobs that copy a guest to other nodes; nothing when there are none. */
export function GuestReplication(props: { guest: Guest }) {
  const live = useLive();
  const jobs = createMemo(() => replicationsOf(Object.values(live.estate.replicationJobs), props.guest));
  return (
    <Show when={jobs().length > 0}>
      <section>
        <h3 class="strong">Replication</h3>
        <For each={jobs()}>
          {(job) => (
            <p class={styles.replication}>
              <StatusMark status={statusOfReplication(job)} label={statusOfReplication(job) === "running" ? "In order" : undefined} />
              <span>{replicationStory(job, live.now())}</span>
            </p>
          )}
        </For>
      </section>
    </Show>
  );
}
