import { Index, Show, createMemo } from "solid-js";
import { statusOfCeph } from "../../domain/hardware";
import type { Node } from "../../domain/types";
import type { Status } from "../../lib/status";
import { useLive } from "../../live/live";
import { Panel } from "../../ui/Panel";
import { StatusMark } from "../../ui/StatusMark";
import styles from "./Hardware.module.css";
import { cephSummary, disksSummary, ratedDisks } from "./rows";

interface Line {
  readonly status: Status;
  readonly words: string;
}

/** How the disks of a node and the Ceph of its cluster are, a line each; nothing when nothing is known of them. */
export function HardwareLines(props: { node: Node }) {
  const live = useLive();
  const lines = createMemo((): Line[] => {
    const here = Object.values(live.estate.physicalDisks).filter((disk) => disk.instance === props.node.instance && disk.node === props.node.name);
    const disks = disksSummary(ratedDisks(here, live.alertsOf(), live.now()));
    const ceph = Object.values(live.estate.cephClusters).filter(({ instance }) => instance === props.node.instance);
    return [...(disks === undefined ? [] : [disks]), ...ceph.map((cluster) => ({ status: statusOfCeph(cluster), words: `Ceph ${cephSummary(cluster)}` }))];
  });
  return (
    <Show when={lines().length > 0}>
      <Panel title="Disks and Ceph">
        <ul>
        <Index each={lines()}>
          {(line) => (
            <li class={styles.line}>
              <StatusMark status={line().status} label={line().status === "running" ? "In order" : undefined} />
              <span class="cut" title={line().words}>
                {line().words}
              </span>
            </li>
          )}
        </Index>
        </ul>
      </Panel>
    </Show>
  );
}
