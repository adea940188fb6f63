import { For, Show, createSignal, createUniqueId } from "solid-js";
import type { AlertConfig } from "../../../domain/alertConfig";
import { useLive } from "../../../live/live";
import { Button, IconButton } from "../../../ui/Button";
import { X } from "../../../ui/icons";
import styles from "./Thresholds.module.css";
import { alertsColumn, allEmptied, choicesOf, stateColumn, typedInto } from "./cells";
import type { Grid } from "./grid";
import { type Kind, type Resource, metricsOf } from "./rows";

interface BulkBarProps {
  readonly kind: Kind;
  readonly grid: Grid;
  /** The selected rows. */
  readonly rows: readonly Resource[];
  readonly config: AlertConfig;
  readonly onChange: (config: AlertConfig) => void;
}

/** Changes all selected rows at once. */
export function BulkBar(props: BulkBarProps) {
  const live = useLive();
  const wrong = createUniqueId();
  const columns = () => [
    ...metricsOf(props.kind).map(({ key, label }) => ({ key, label })),
    ...(props.kind.sorts.some((sort) => sort.state !== undefined) ? [{ key: stateColumn, label: "state" }] : []),
    { key: alertsColumn, label: "alerts" },
  ];
  const [chosen, setColumn] = createSignal<string>();
  const column = () => columns().find(({ key }) => key === (chosen() ?? props.grid.at()?.column))?.key ?? columns()[0]?.key ?? alertsColumn;
  const [value, setValue] = createSignal("");
  const [problem, setProblem] = createSignal<string>();
  const words = () => (column() === stateColumn || column() === alertsColumn ? [...new Set(props.rows.flatMap((row) => choicesOf(row, column())))] : undefined);
  const fitting = () => props.rows.filter((row) => column() === alertsColumn || (column() === stateColumn ? row.sort.state !== undefined : row.sort.metrics.some(({ key }) => key === column())));
  const choose = (key: string) => {
    setColumn(key);
    setProblem(undefined);
  };
  const type = (text: string) => {
    setValue(text);
    setProblem(undefined);
  };
  const apply = (event: Event) => {
    event.preventDefault();
    const text = words() === undefined ? value() : words()?.includes(value()) === true ? value() : (words()?.[0] ?? "");
    let next = props.config;
    for (const row of fitting()) {
      const typed = typedInto(next, row, column(), text, live.degrees());
      if ("problem" in typed) {
        setProblem(typed.problem);
        return;
      }
      next = typed.value;
    }
    setProblem(undefined);
    props.onChange(next);
  };
  return (
    <form class={styles.bulk} aria-label="Selected rows" onSubmit={apply}>
      <span class="strong" role="status">
        {props.rows.length} selected
      </span>
      <label>
        Set{" "}
        <select aria-label="What to set" onChange={(event) => choose(event.currentTarget.value)}>
          <For each={columns()}>
            {({ key, label }) => (
              <option value={key} selected={key === column()}>
                {label}
              </option>
            )}
          </For>
        </select>
      </label>
      <Show
        when={words()}
        fallback={<input aria-label="New value" placeholder={column() === "temperature" && live.degrees() === "fahrenheit" ? "176/167" : "88/83"} aria-invalid={problem() !== undefined} aria-describedby={wrong} value={value()} onInput={(event) => type(event.currentTarget.value)} />}
      >
        {(list) => (
          <select aria-label="New value" onChange={(event) => setValue(event.currentTarget.value)}>
            <For each={list()}>{(word) => <option value={word}>{word}</option>}</For>
          </select>
        )}
      </Show>
      <Button kind="primary" type="submit">
        Apply
      </Button>
      <span id={wrong} class="tone-critical small" role="status">
        {problem()}
      </span>
      <span class={styles.grow} />
      <Button kind="quiet" onClick={() => props.onChange(props.rows.reduce((config, row) => allEmptied(config, row), props.config))}>
        Back to default
      </Button>
      <IconButton label="Leave the selection" onClick={() => props.grid.select([])}>
        <X class="icon" />
      </IconButton>
    </form>
  );
}
