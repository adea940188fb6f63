import { For, Show, createSignal } from "solid-js";
import { type AlertConfig, type LimitDraft, type LimitRow, limitDraft, limitProblem, limitRows, withLimit } from "../../domain/alertConfig";
import styles from "./Alerts.module.css";

interface LimitTableProps {
  readonly config: AlertConfig;
  readonly onChange: (config: AlertConfig) => void;
  /** Told whether a cell cannot be saved as it is. */
  readonly onProblem: (where: string, wrong: boolean) => void;
}

/** The limits of every kind of resource, edited in their cells. */
export function LimitTable(props: LimitTableProps) {
  return (
    <For each={limitRows}>
      {(row) => (
        <table class={styles.limits}>
          <thead>
            <tr>
              <th scope="col" />
              <For each={row.metrics}>
                {({ label, unit }) => (
                  <th scope="col">
                    {label}, {unit}
                  </th>
                )}
              </For>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{row.label}</th>
              <For each={row.metrics}>{(metric) => <LimitCell {...props} row={row} metric={metric} />}</For>
            </tr>
          </tbody>
        </table>
      )}
    </For>
  );
}

interface LimitCellProps extends LimitTableProps {
  readonly row: LimitRow;
  readonly metric: LimitRow["metrics"][number];
}

function LimitCell(props: LimitCellProps) {
  // eslint-disable-next-line solid/reactivity -- the text begins with what is saved and then belongs to the person
  const [draft, setDraft] = createSignal(limitDraft(props.config, props.row, props.metric.key));
  const problem = () => limitProblem(draft(), props.metric.unit, props.row.always);
  const name = () => `${props.row.label}, ${props.metric.label}`;
  const change = (part: Partial<LimitDraft>) => {
    setDraft({ ...draft(), ...part });
    const wrong = problem() !== undefined;
    props.onProblem(name(), wrong);
    if (!wrong) props.onChange(withLimit(props.config, props.row, props.metric.key, draft()));
  };
  return (
    <td>
      <span class={styles.pair}>
        <input
          inputmode="decimal"
          aria-label={`${name()}: raised at`}
          aria-invalid={problem() !== undefined}
          placeholder="off"
          value={draft().trigger}
          onInput={(event) => change({ trigger: event.currentTarget.value })}
        />
        <Show when={draft().trigger.trim() !== ""}>
          <span class="quiet">/</span>
          <input
            inputmode="decimal"
            aria-label={`${name()}: over at`}
            aria-invalid={problem() !== undefined}
            value={draft().clear}
            onInput={(event) => change({ clear: event.currentTarget.value })}
          />
        </Show>
      </span>
      <Show when={problem()}>
        {(words) => (
          <p class="tone-critical small" role="status">
            {words()}
          </p>
        )}
      </Show>
    </td>
  );
}
