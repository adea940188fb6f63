import { useParams } from "@solidjs/router";
import { Match, Show, Switch } from "solid-js";
import ExternalLink from "lucide-solid/icons/external-link";
import { clusterOf, labelOf, nodeWord } from "../../domain/nodes";
import type { Node } from "../../domain/types";
import { since } from "../../lib/time";
import { useLive } from "../../live/live";
import { Banner } from "../../ui/Banner";
import { EmptyState } from "../../ui/EmptyState";
import { Page } from "../../ui/Page";
import { Skeleton } from "../../ui/Skeleton";
import { NodeAside } from "./NodeAside";
import { NodeCharts } from "./NodeCharts";
import { NodeGuests } from "./NodeGuests";
import styles from "./NodePage.module.css";

const parent = { title: "Nodes", href: "/nodes" };

/** One host: how it is, its guests, its storages and what it is made of. */
export default function NodePage() {
  const live = useLive();
  const params = useParams<{ id: string }>();
  const node = () => live.estate.nodes[decodeURIComponent(params.id)];
  return (
    <Switch>
      <Match when={!live.ready()}>
        <Page title="Node" parent={parent}>
          <Skeleton label="Loading the node" />
        </Page>
      </Match>
      <Match when={node()}>{(found) => <NodeDetails node={found()} />}</Match>
      <Match when={true}>
        <Page title="Not found" parent={parent}>
          <EmptyState sentence="This node is no longer there." />
        </Page>
      </Match>
    </Switch>
  );
}

function NodeDetails(props: { node: Node }) {
  const live = useLive();
  const fact = () => [nodeWord(props.node), `${props.node.isClusterMember === true ? "cluster" : "connection"} ${clusterOf(props.node)}`, ...modelOf(props.node)].join(", ");
  return (
    <Page title={labelOf(props.node)} parent={parent} fact={fact()} actions={<ProxmoxLink node={props.node} />}>
      <Show when={props.node.stale}>
        <div class={styles.banner}>
          <Banner tone="unknown">
            {labelOf(props.node)} has not answered{props.node.staleSince === undefined ? "" : ` since ${since(props.node.staleSince, live.now())}`}. These are its last values.
            <Show when={props.node.staleReason}>{(reason) => <div class="soft">{reason()}</div>}</Show>
          </Banner>
        </div>
      </Show>
      <div class={styles.page}>
        <div class={styles.left}>
          <NodeCharts node={props.node} />
          <NodeGuests node={props.node} />
        </div>
        <NodeAside node={props.node} />
      </div>
    </Page>
  );
}

function ProxmoxLink(props: { node: Node }) {
  return (
    <Show when={props.node.host !== ""}>
      <a class={styles.proxmox} title="Open in Proxmox" aria-label="Open in Proxmox" href={props.node.host} target="_blank" rel="noreferrer noopener">
        <ExternalLink class="icon" />
        <span>Open in Proxmox</span>
      </a>
    </Show>
  );
}

/** The name of the processor without its maker's decoration. */
function modelOf(node: Node): string[] {
  const model = node.cpuInfo?.model.replace(/\((R|TM)\)/g, "").replace(/ \d+-Core Processor| CPU @.*$/g, "").trim();
  return model === undefined || model === "" ? [] : [model];
}
