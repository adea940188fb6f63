import { A } from "@solidjs/router";
import { For, Show, createMemo } from "solid-js";
import { statusOfAlert, subjectOf, valueOf } from "../../domain/alerts";
import { storagePath } from "../../domain/links";
import { clusterOf, updatesWords, versionOf } from "../../domain/nodes";
import { fullestFirst, hasSize, isShared, statusOfStorage } from "../../domain/storage";
import { storageTrigger } from "../../domain/thresholds";
import type { Node, Storage } from "../../domain/types";
import { sorted } from "../../lib/compare";
import { bytes, load, percent } from "../../lib/format";
import { toneOf } from "../../lib/status";
import { temperature } from "../../lib/temperature";
import { ago, dayAndTime, duration } from "../../lib/time";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { Fact } from "../../ui/Fact";
import { Panel } from "../../ui/Panel";
import { StatusMark } from "../../ui/StatusMark";
import { HardwareLines } from "../hardware/HardwareLines";
import { NodeReplication } from "./NodeReplication";
import styles from "./NodePage.module.css";

/** Beside the figures: alerts, temperature, storages and what the node is made of. */
export function NodeAside(props: { node: Node }) {
  return (
    <aside class={styles.side} aria-label="About this node">
      <NodeAlerts node={props.node} />
      <Heat node={props.node} />
      <NodeStorage node={props.node} />
      <HardwareLines node={props.node} />
      <NodeReplication node={props.node} />
      <System node={props.node} />
    </aside>
  );
}

function NodeAlerts(props: { node: Node }) {
  const live = useLive();
  const alerts = () => live.alertsOf().get(props.node.id) ?? [];
  return (
    <Show when={alerts().length > 0}>
      <Panel title="Why it alerts" more={<A href="/alerts">Alerts</A>}>
        <ul>
          <For each={alerts()}>
            {(alert) => (
              <li class={styles.line}>
                <StatusMark status={statusOfAlert(alert, live.now())} />
                <span class="cut">
                  {subjectOf(alert)} <span class="quiet">{ago(alert.startTime, live.now())}</span>
                </span>
                <span class={`num tone-${alert.level}`}>{valueOf(alert, live.degrees())}</span>
              </li>
            )}
          </For>
        </ul>
      </Panel>
    </Show>
  );
}

function Heat(props: { node: Node }) {
  const live = useLive();
  const shown = (value: number) => temperature(value, live.degrees());
  const cores = () => props.node.temperature?.cores ?? [];
  const hottest = () => Math.max(...cores().map(({ temp }) => temp));
  const words = () => {
    const parts = cores().length === 0 ? [] : [`${counted(cores().length, "core")}, hottest ${shown(hottest())}`];
    const nvme = props.node.temperature?.nvme ?? [];
    if (nvme.length > 0) parts.push(`NVMe ${shown(Math.max(...nvme.map(({ temp }) => temp)))}`);
    return parts.join(", ");
  };
  return (
    <Show when={words() !== ""}>
      <Panel title="Temperature">
        <div class={styles.cores} aria-hidden="true">
          <For each={cores()}>{(core) => <span style={{ height: `${Math.min(100, core.temp)}%` }} title={`core ${core.core}: ${shown(core.temp)}`} />}</For>
        </div>
        <p class="quiet small">{words()}</p>
      </Panel>
    </Show>
  );
}

function NodeStorage(props: { node: Node }) {
  const live = useLive();
  const here = createMemo(() => sorted(live.storages().filter((storage) => hasSize(storage) && servesNode(storage, props.node)), fullestFirst));
  const tone = (storage: Storage) => toneOf(storage.usage, storageTrigger(live.thresholds(), storage));
  return (
    <Show when={here().length > 0}>
      <Panel title="Storage">
        <ul>
          <For each={here()}>
            {(storage) => (
              <li class={styles.line}>
                <StatusMark status={statusOfStorage(storage, live.alertsOf().get(storage.id), live.now())} label={storage.status} />
                <A class="cut" href={storagePath(storage.id)}>
                  {storage.name} <span class="quiet">{isShared(storage) ? "shared, " : ""}{bytes(storage.total)}</span>
                </A>
                <span class={`num tone-${tone(storage) ?? "none"}`}>{percent(storage.usage)}</span>
              </li>
            )}
          </For>
        </ul>
      </Panel>
    </Show>
  );
}

function servesNode(storage: Storage, node: Node): boolean {
  if (storage.instance !== node.instance) return false;
  return storage.node === node.name || storage.nodes?.includes(node.name) === true;
}

function System(props: { node: Node }) {
  const live = useLive();
  const up = () => (props.node.upSince === undefined ? undefined : `${duration(live.now() - props.node.upSince)}, since ${dayAndTime(props.node.upSince)}`);
  return (
    <Panel title="System">
      <dl class={styles.system}>
        <Fact name="Proxmox VE">{versionOf(props.node)}</Fact>
        <Fact name="Updates">{updatesWords(props.node)}</Fact>
        <Fact name="Kernel">{props.node.kernelVersion?.replace(/^Linux /, "").replace(/ #.*$/, "")}</Fact>
        <Fact name="Processor">{props.node.cpuInfo?.model}</Fact>
        <Fact name="Threads">{props.node.cpuInfo?.cores}</Fact>
        <Fact name="Memory">{props.node.memory === undefined ? undefined : bytes(props.node.memory.total)}</Fact>
        <Fact name="Load">{props.node.loadAverage?.length === 3 ? props.node.loadAverage.map(load).join(", ") : undefined}</Fact>
        <Fact name="Up">{up()}</Fact>
        <Fact name="Belongs to">{clusterOf(props.node)}</Fact>
      </dl>
    </Panel>
  );
}
