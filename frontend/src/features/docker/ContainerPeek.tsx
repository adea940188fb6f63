import { type JSX, Show } from "solid-js";
import { type DockerPort, type RatedContainer, hostLabel, isSilent } from "../../domain/docker";
import { bytes } from "../../lib/format";
import { agoWords, dayAndTime } from "../../lib/time";
import { useLive } from "../../live/live";
import { Banner } from "../../ui/Banner";
import { Peek } from "../../ui/Peek";
import { StatusMark } from "../../ui/StatusMark";
import styles from "./Docker.module.css";
import { coresWords, noteOf } from "./rows";

/** A container beside the list: everything that its agent tells. */
export function ContainerPeek(props: { row: RatedContainer; onClose: () => void }) {
  const live = useLive();
  const container = () => props.row.container;
  const note = () => noteOf(props.row, live.now());
  const memory = () => {
    const { memoryUsageBytes, memoryLimitBytes = 0 } = container();
    return memoryUsageBytes === undefined ? undefined : `${bytes(memoryUsageBytes)} ${memoryLimitBytes > 0 ? `of ${bytes(memoryLimitBytes)}` : "without a limit"}`;
  };
  return (
    <Peek title={container().name} mark={<StatusMark status={props.row.status} />} onClose={() => props.onClose()}>
      <p class="soft">on {hostLabel(props.row.host)}</p>
      <Show when={isSilent(props.row.host)}>
        <Banner tone="unknown">{props.row.host.staleReason ?? "Its agent does not report."} These are the last values.</Banner>
      </Show>
      <dl class={styles.facts}>
        <Fact name="State">{container().status === "" ? container().state : container().status}</Fact>
        <Fact name="Health">{container().health}</Fact>
        <Fact name="Note">{note() === "" ? undefined : note()}</Fact>
        <Fact name="Image">{container().image}</Fact>
        <Fact name="CPU">{container().state === "running" && coresWords(container(), props.row.host) !== undefined ? `${coresWords(container(), props.row.host) ?? ""} cores` : undefined}</Fact>
        <Fact name="Memory">{container().state === "running" ? memory() : undefined}</Fact>
        <Fact name="Restarts">{container().restartCount}</Fact>
        <Fact name="Last exits">{container().recentExitCodes?.join(", ")}</Fact>
        <Fact name="Started">{container().startedAt === undefined ? undefined : agoWords(container().startedAt, live.now())}</Fact>
        <Fact name="Ended">{container().finishedAt === undefined ? undefined : dayAndTime(container().finishedAt ?? 0)}</Fact>
        <Fact name="Ports">{container().ports?.map(portLine).join(", ")}</Fact>
        <Fact name="ID">
          <span class="mono">{container().id.slice(0, 12)}</span>
        </Fact>
      </dl>
    </Peek>
  );
}

function portLine({ ip, publicPort, privatePort, protocol }: DockerPort): string {
  const inside = `${privatePort}/${protocol ?? "tcp"}`;
  if (publicPort === undefined || publicPort === 0) return inside;
  return `${ip === undefined ? "" : `${ip}:`}${publicPort} → ${inside}`;
}

function Fact(props: { name: string; children: JSX.Element }) {
  return (
    <Show when={props.children !== undefined && props.children !== ""}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </Show>
  );
}
