import { Index, type JSX, Show } from "solid-js";
import { quarantineOf } from "../../domain/mailQueues";
import type { MailGateway, SpamScore } from "../../domain/pmg";
import { count } from "../../lib/format";
import { useLive } from "../../live/live";
import { Panel } from "../../ui/Panel";
import styles from "./Mail.module.css";

/** Beside the hours: quarantine, what was turned away, and the spam scores. */
export function MailAside(props: { gateway: MailGateway }) {
  return (
    <aside class={styles.side} aria-label="Held back">
      <QuarantinePanel gateway={props.gateway} />
      <TurnedAway gateway={props.gateway} />
      <SpamScores scores={props.gateway.spamDistribution ?? []} />
    </aside>
  );
}

function QuarantinePanel(props: { gateway: MailGateway }) {
  const live = useLive();
  const judged = () => quarantineOf(props.gateway, live.thresholds().mail);
  return (
    <Show when={props.gateway.quarantine}>
      {(held) => (
        <Panel title="Quarantine">
          <dl class={styles.facts}>
            <Index each={judged()}>
              {(one) => (
                <Fact name={one().name} title={one().limits} tone={one().status === "critical" || one().status === "warning" ? `tone-${one().status}` : ""}>
                  {one().text}
                </Fact>
              )}
            </Index>
            <Fact name="Attachment">{count(held().attachment)}</Fact>
            <Fact name="Blocked sender">{count(held().blacklisted)}</Fact>
          </dl>
        </Panel>
      )}
    </Show>
  );
}

function TurnedAway(props: { gateway: MailGateway }) {
  return (
    <Show when={props.gateway.mailStats}>
      {(stats) => (
        <Panel title="Turned away" fact="last day">
          <dl class={styles.facts}>
            <Fact name="Blocklists">{count(stats().rblRejects)}</Fact>
            <Fact name="Greylisted">{count(stats().greylistCount)}</Fact>
            <Fact name="Before greeting">{count(stats().pregreetRejects)}</Fact>
            <Fact name="Bounces in, out">
              {count(stats().bouncesIn)}, {count(stats().bouncesOut)}
            </Fact>
          </dl>
        </Panel>
      )}
    </Show>
  );
}

function Fact(props: { name: string; title?: string; tone?: string; children: JSX.Element }) {
  return (
    <div title={props.title}>
      <dt>{props.name}</dt>
      <dd class={`num ${props.tone ?? ""}`}>{props.children}</dd>
    </div>
  );
}

/** Scores from which on mail is usually taken for spam. */
const spamFrom = 5;

function SpamScores(props: { scores: readonly SpamScore[] }) {
  const largest = () => Math.max(1, ...props.scores.map((one) => one.count));
  return (
    <Show when={props.scores.length > 0}>
      <Panel title="Spam score" fact="last day">
        <dl class={styles.scores}>
          <Index each={props.scores}>
            {(one) => (
              <div>
                <dt class="num">{one().score}</dt>
                <dd>
                  <i style={{ width: `${(one().count / largest()) * 72}%` }} data-part={Number.parseFloat(one().score) >= spamFrom ? "spam" : "good"} />
                  <span class="num">{count(one().count)}</span>
                </dd>
              </div>
            )}
          </Index>
        </dl>
      </Panel>
    </Show>
  );
}
