import { A } from "@solidjs/router";
import { For, createMemo } from "solid-js";
import { nodeFigures } from "../../domain/figures";
import { heatOf, isOnline, nodeGroups, placeOfNode } from "../../domain/nodes";
import type { Node } from "../../domain/types";
import { counted } from "../../lib/words";
import { type Live, useLive } from "../../live/live";
import { NodeHead, NodeRow, nodeColumns } from "../../ui/NodeRow";
import { Panel } from "../../ui/Panel";
import { GroupRow, Table } from "../../ui/Table";
import styles from "./Overview.module.css";

/** All nodes by cluster, each in one line with its guests. */
export function NodeList() {
  const live = useLive();
  const groups = createMemo(() => nodeGroups(live.nodes()));
  const names = createMemo(() => [...groups().keys()]);
  const hot = createMemo(() => live.nodes().some((node) => heatOf(node) !== undefined));
  const away = createMemo(() => live.nodes().filter((node) => !isOnline(node)).length);
  const fact = () => `${live.nodes().length}, ${away() === 0 ? (live.nodes().length === 1 ? "it answers" : "all answer") : `of which ${away()} unreachable`}`;
  return (
    <Panel title="Nodes" fact={fact()} more={<A href="/nodes">All nodes</A>} class={styles.nodes}>
      <Table label="Nodes" columns={nodeColumns({ hot: hot() })} class={styles.nodeTable}>
        <NodeHead hot={hot()} />
        <For each={names()}>
          {(name) => (
            <>
              <GroupRow name={name}>{guestsOf(live, groups().get(name) ?? [])}</GroupRow>
              <For each={groups().get(name)}>{(node) => <NodeRow node={nodeFigures(node, live)} hot={hot()} />}</For>
            </>
          )}
        </For>
      </Table>
    </Panel>
  );
}

function guestsOf(live: Live, nodes: readonly Node[]): string {
  const guests = nodes.reduce((sum, node) => sum + (live.guestsAt().get(placeOfNode(node))?.length ?? 0), 0);
  return counted(guests, "guest");
}
