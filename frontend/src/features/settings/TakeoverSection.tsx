import { For, Show, createResource } from "solid-js";
import { type Finding, fetchTakeover } from "../../api/transfer";
import { loaded } from "../../lib/resource";
import { dayAndTime } from "../../lib/time";
import { useClient } from "../../live/session";
import styles from "./Data.module.css";
import shared from "./Settings.module.css";

/** What was taken over from another installation; nothing where there was none. */
export function TakeoverSection() {
  const client = useClient();
  const [report] = createResource(() => fetchTakeover(client).catch(() => undefined));
  return (
    <Show when={loaded(report)?.from !== undefined && loaded(report)}>
      {(told) => (
        <section class={shared.section}>
          <h2>Taken over</h2>
          <p>
            From <span class="mono">{told().from}</span> on {dayAndTime(Date.parse(told().at))}. The files there were only read.
          </p>
          <Findings title="Taken" list={told().taken} />
          <Findings title="Not taken" list={told().left} />
        </section>
      )}
    </Show>
  );
}

function Findings(props: { title: string; list: readonly Finding[] }) {
  return (
    <Show when={props.list.length > 0}>
      <h3 class={styles.heading}>{props.title}</h3>
      <dl class={styles.findings}>
        <For each={props.list}>
          {(finding) => (
            <>
              <dt>{finding.what}</dt>
              <dd>{finding.detail}</dd>
            </>
          )}
        </For>
      </dl>
    </Show>
  );
}
