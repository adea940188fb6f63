import { For, createMemo } from "solid-js";
import { nodeFigures } from "../../domain/figures";
import { heatOf, isOnline, labelOf, nodeGroups, placeOfNode, statusOfNode, versionOf } from "../../domain/nodes";
import type { Node } from "../../domain/types";
import { needsSomebody } from "../../lib/status";
import { capital, counted, inWords, listed } from "../../lib/words";
import { since } from "../../lib/time";
import { type Live, useLive } from "../../live/live";
import { NodeHead, NodeRow, nodeColumns } from "../../ui/NodeRow";
import { Page } from "../../ui/Page";
import { Sentence } from "../../ui/Sentence";
import { GroupRow, Table } from "../../ui/Table";
import { Watched } from "../../ui/Watched";
import { FindButton } from "../../ui/find";
import styles from "./Nodes.module.css";

/** All hosts by cluster, to compare them. */
export default function NodesPage() {
  const live = useLive();
  const groups = createMemo(() => nodeGroups(live.nodes()));
  const names = createMemo(() => [...groups().keys()]);
  const columns = createMemo(() => ({
    hot: live.nodes().some((node) => heatOf(node) !== undefined),
    updates: live.nodes().some((node) => node.updates !== undefined),
  }));
  const fact = () => (live.ready() ? `${counted(live.nodes().length, "node")} in ${counted(names().length, "group")}` : undefined);
  return (
    <Page title="Nodes" fact={fact()} actions={<FindButton />}>
      <Watched ready={live.ready()} what="the nodes" rows={8} empty={live.nodes().length === 0} none="No node is watched yet.">
        <Sentence says={worstSentence(live)}>{totals(live)}</Sentence>
        <Table label="Nodes" columns={nodeColumns(columns())} class={styles.table}>
          <NodeHead {...columns()} />
          <For each={names()}>
            {(name) => (
              <>
                <GroupRow name={name}>{groupWords(live, groups().get(name) ?? [])}</GroupRow>
                <For each={groups().get(name)}>{(node) => <NodeRow node={nodeFigures(node, live)} {...columns()} />}</For>
              </>
            )}
          </For>
        </Table>
      </Watched>
    </Page>
  );
}

/** Which node is worst, or that all answer. */
function worstSentence(live: Live): string {
  const away = live.nodes().filter((node) => !isOnline(node));
  const [first] = away;
  if (first !== undefined) {
    const names = listed(away.slice(0, 3).map(labelOf));
    const from = away.length === 1 && first.staleSince !== undefined ? ` since ${since(first.staleSince, live.now())}` : "";
    return away.length > 3 ? `${capital(inWords(away.length))} nodes do not answer.` : `${names} ${away.length === 1 ? "has" : "have"} not answered${from}.`;
  }
  const troubled = live.nodes().filter((node) => needsSomebody(statusOfNode(node, live.alertsOf().get(node.id), live.now())));
  if (troubled.length > 0) return `${listed(troubled.map(labelOf))} ${troubled.length === 1 ? "needs" : "need"} a look.`;
  return live.nodes().length === 1 ? "The node answers." : "All nodes answer.";
}

function totals(live: Live): string {
  const known = live.nodes().filter((node) => isOnline(node) && node.memory !== undefined);
  const cores = known.reduce((sum, node) => sum + (node.cpuInfo?.cores ?? 0), 0);
  const answering = live.nodes().filter(isOnline).length;
  return `${answering} of ${counted(live.nodes().length, "node")} online, ${counted(cores, "processor thread")}, ${counted(live.guests().length, "guest")}.`;
}

function groupWords(live: Live, nodes: readonly Node[]): string {
  const guests = nodes.reduce((sum, node) => sum + (live.guestsAt().get(placeOfNode(node))?.length ?? 0), 0);
  const versions = [...new Set(nodes.map(versionOf).filter((version) => version !== undefined))];
  const parts = [counted(nodes.length, "node"), counted(guests, "guest")];
  if (versions.length > 0) parts.push(`Proxmox VE ${versions.join(" and ")}`);
  return parts.join(" · ");
}
