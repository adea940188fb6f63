import { A } from "@solidjs/router";
import { Index, Show, createMemo } from "solid-js";
import { isSilent } from "../../domain/docker";
import { type MailGateway, pmgAnswers } from "../../domain/pmg";
import { byText, sorted } from "../../lib/compare";
import { count, unknown } from "../../lib/format";
import { needsSomebody } from "../../lib/status";
import { useLive } from "../../live/live";
import { Panel } from "../../ui/Panel";
import styles from "./MailAndDocker.module.css";

/** The mail that waits, today's spam and the containers, each in a line. */
export function MailAndDocker() {
  const live = useLive();
  const gateways = createMemo(() => sorted(Object.values(live.estate.pmg), byText(({ name }) => name)));
  const hosts = () => live.dockerHosts();
  const title = () => [...(gateways().length > 0 ? ["Mail"] : []), ...(hosts().length > 0 ? ["Docker"] : [])].join(" and ");
  return (
    <Show when={title() !== ""}>
      <Panel title={title()}>
        <dl class={styles.lines}>
          <Index each={gateways()}>{(gateway) => <GatewayLines gateway={gateway()} />}</Index>
          <Show when={hosts().length > 0}>
            <Containers />
          </Show>
        </dl>
      </Panel>
    </Show>
  );
}

function GatewayLines(props: { gateway: MailGateway }) {
  const live = useLive();
  const deferred = () => {
    const queues = (props.gateway.nodes ?? []).flatMap(({ queueStatus }) => (queueStatus === undefined ? [] : [queueStatus]));
    return queues.length === 0 ? undefined : queues.reduce((sum, queue) => sum + queue.deferred, 0);
  };
  const limit = () => live.thresholds().mail.deferredQueueWarn;
  const above = () => pmgAnswers(props.gateway) && (deferred() ?? 0) >= (limit() ?? Infinity);
  return (
    <>
      <div>
        <dt class="cut">
          <A href="/mail">{props.gateway.name}</A> <span class="soft">deferred mail</span>
        </dt>
        <dd class={`num ${above() ? "tone-warning" : ""}`}>
          <Show when={pmgAnswers(props.gateway)} fallback={<span class="tone-unknown">not known now</span>}>
            {deferred() === undefined ? unknown : count(deferred())}
            <Show when={limit()}>{(most) => <span class={above() ? "" : "quiet"}> of {count(most())}</span>}</Show>
          </Show>
        </dd>
      </div>
      <Show when={props.gateway.mailStats}>
        {(stats) => (
          <div>
            <dt class="cut">
              {props.gateway.name} <span class="soft">spam, last day</span>
            </dt>
            <dd class="num">
              {count(stats().spamIn)} <span class="quiet">of {count(stats().countIn)}</span>
            </dd>
          </div>
        )}
      </Show>
    </>
  );
}

function Containers() {
  const live = useLive();
  const all = () => live.dockerHosts().flatMap(({ containers }) => containers);
  const silent = () => all().filter(({ host }) => isSilent(host)).length;
  const troubled = () => all().filter(({ host, status }) => !isSilent(host) && needsSomebody(status)).length;
  const running = () => all().filter(({ container }) => container.state === "running").length;
  const words = () => {
    if (troubled() > 0) return { count: troubled(), word: troubled() === 1 ? "needs a look" : "need a look", tone: "tone-warning" };
    if (silent() > 0) return { count: silent(), word: "unknown", tone: "tone-unknown" };
    return { count: running(), word: "running", tone: "" };
  };
  return (
    <div>
      <dt class="cut">
        <A href="/docker">Docker</A> <span class="soft">containers</span>
      </dt>
      <dd class="num">
        <span class={words().tone}>{words().count}</span> <span class="quiet">of {all().length}</span> {words().word}
      </dd>
    </div>
  );
}
