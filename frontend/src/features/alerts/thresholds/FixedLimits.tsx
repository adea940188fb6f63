import { For, Show, createSignal } from "solid-js";
import { type AlertConfig, numberAt, valueAt, withValue } from "../../../domain/alertConfig";
import { CheckField, TextField } from "../../../ui/Field";
import styles from "./Thresholds.module.css";
import { type FixedLimit, fixedLimits } from "./numbers";

interface FixedLimitsProps {
  readonly kind: string;
  readonly config: AlertConfig;
  readonly onChange: (config: AlertConfig) => void;
  readonly refused?: { readonly words: string; readonly field?: string };
  /** Told whether a field cannot be saved as it is. */
  readonly onProblem: (where: string, wrong: boolean) => void;
}

/** What a kind has besides the thresholds of single resources. Members that the server lacks are left out. */
export function FixedLimits(props: FixedLimitsProps) {
  const section = () => fixedLimits[props.kind];
  const shown = () => section()?.limits.filter(({ path }) => valueAt(props.config, path) !== undefined) ?? [];
  return (
    <Show when={shown().length > 0}>
      <details class={styles.more} open={props.kind === "mail"}>
        <summary>{section()?.title}</summary>
        <div class={styles.numbers}>
          <For each={shown()}>
            {(limit) => (
              <Show when={limit.isSwitch} fallback={<NumberLimit {...props} limit={limit} />}>
                <CheckField checked={valueAt(props.config, limit.path) === true} onChange={(on) => props.onChange(withValue(props.config, limit.path, on))}>
                  {limit.label}
                </CheckField>
              </Show>
            )}
          </For>
        </div>
      </details>
    </Show>
  );
}

function NumberLimit(props: FixedLimitsProps & { limit: FixedLimit }) {
  const [wrong, setWrong] = createSignal<string>();
  const least = () => (props.limit.zero === undefined ? 1 : 0);
  const change = (text: string) => {
    const next = Number(text);
    const isBad = text.trim() === "" || !Number.isInteger(next) || next < least();
    setWrong(isBad ? `A whole number, ${least()} or more.` : undefined);
    props.onProblem(props.limit.path.join("."), isBad);
    if (!isBad) props.onChange(withValue(props.config, props.limit.path, next));
  };
  const refused = () => (props.refused?.field === props.limit.path.join(".") ? props.refused.words : undefined);
  return (
    <TextField
      label={props.limit.label}
      hint={props.limit.zero === undefined ? props.limit.hint : `${props.limit.hint ?? ""}, 0 = ${props.limit.zero}`}
      inputmode="numeric"
      value={String(numberAt(props.config, props.limit.path, 0))}
      onInput={change}
      error={wrong() ?? refused()}
    />
  );
}
