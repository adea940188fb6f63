import { A } from "@solidjs/router";
import { Index, Match, Show, Switch, createMemo, createResource } from "solid-js";
import { wordsOf } from "../../api/errors";
import { type ExplainStep, type Explanation, type Outcome, fetchExplanation } from "../../api/explain";
import { loaded } from "../../lib/resource";
import { type Degrees, withDegrees } from "../../lib/temperature";
import { clockTime, fullTime } from "../../lib/time";
import { capital } from "../../lib/words";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { CopyButton } from "../../ui/CopyButton";
import { Panel } from "../../ui/Panel";
import { StatusMark } from "../../ui/StatusMark";
import styles from "./Alerts.module.css";

const outcomes: Readonly<Record<Outcome, string>> = {
  firing: "Why you were told",
  pending: "Why you were not told yet",
  quiet: "Why nothing alerts",
  off: "Why this never alerts",
  silenced: "Why you were not told",
  unknown: "Why nothing can be said",
  planned: "Why you were not told",
};

const names: Readonly<Record<string, string>> = { value: "Value", rule: "Rule", delay: "Held long enough", damping: "Damping", schedule: "Schedule", grouping: "Grouping", notices: "Notices", delivery: "Delivery" };

/** How it was decided whether an alert is raised and told, step by step. Empty where the server cannot say. */
export function WhySteps(props: { resourceId: string; type: string }) {
  const live = useLive();
  const client = useClient();
  const minute = createMemo(() => Math.floor(live.now() / 30_000));
  const [answer] = createResource(
    () => ({ id: props.resourceId, type: props.type, minute: minute() }),
    ({ id, type }) => fetchExplanation(client, id, type),
  );
  const shown = () => inDegrees(loaded(answer), live.degrees());
  return (
    <Switch>
      <Match when={answer.state === "errored"}>
        <p class="tone-critical">The steps could not be read. {wordsOf(answer.error)}</p>
      </Match>
      <Match when={shown()}>
        {(found) => (
          <Panel class={styles.why} title={outcomes[found().outcome]} fact="every step, in order" more={<CopyButton text={asText(found())} />}>
            <ol>
              <Index each={found().steps}>{(step, index) => <Step step={step()} number={index + 1} />}</Index>
            </ol>
          </Panel>
        )}
      </Match>
    </Switch>
  );
}

/** Its sentences with temperatures as they are shown. */
function inDegrees(found: Explanation | undefined, degrees: Degrees): Explanation | undefined {
  return found && { ...found, steps: found.steps.map((step) => ({ ...step, text: withDegrees(step.text, degrees) })) };
}

function Step(props: { step: ExplainStep; number: number }) {
  return (
    <li class={styles.step} data-result={props.step.result}>
      <span class={`num ${styles.number}`} aria-hidden="true">
        {props.number}
      </span>
      <div>
        <span class="strong">{names[props.step.step] ?? capital(props.step.step)}</span>
        <Show when={props.step.result === "stop"}>
          {" "}
          <StatusMark status="planned" label="It ends here" size={12} />
        </Show>
        <br />
        <span class="soft small">
          {props.step.text}{" "}
          <Show when={props.step.step === "rule"}>
            <A class="link" href="/alerts/thresholds">
              Open rule
            </A>
          </Show>
          <Show when={props.step.step === "schedule"}>
            <A class="link" href="/alerts/schedule">
              Open schedule
            </A>
          </Show>
        </span>
      </div>
      <Show when={props.step.at}>
        {(at) => (
          <span class="num quiet small" title={fullTime(at())}>
            {clockTime(at())}
          </span>
        )}
      </Show>
    </li>
  );
}

function asText({ outcome, steps }: Explanation): string {
  const lines = steps.map(({ step, result, text, at }, index) => `${index + 1}. ${names[step] ?? capital(step)}${result === "stop" ? " (it ends here)" : ""}: ${text}${at === undefined ? "" : ` ${fullTime(at)}`}`);
  return [outcomes[outcome], ...lines].join("\n");
}
