import { For, type JSX, Show, createSignal } from "solid-js";
import { type AlertConfig, numberAt, valueAt, withValue } from "../../../domain/alertConfig";
import type { ConfigDraft } from "../draft";
import styles from "./Schedule.module.css";

interface SwitchProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (on: boolean) => void;
}

/** Something that is on or off. */
export function Switch(props: SwitchProps) {
  return (
    <label class={styles.switch}>
      <input type="checkbox" role="switch" aria-label={props.label} checked={props.checked} onChange={(event) => props.onChange(event.currentTarget.checked)} />
      <i />
    </label>
  );
}

/** A rule of the schedule: a number that is off at 0, or has a switch of its own. */
interface Rule {
  readonly name: string;
  readonly says: string;
  readonly unit: string;
  /** Where its number stands. */
  readonly path: readonly string[];
  /** Where its switch stands; without one, 0 is off. */
  readonly enabled?: readonly string[];
  /** The number with which it is switched on again. */
  readonly usual: number;
  /** Written, too, when the number changes. */
  readonly also?: readonly string[];
}

const rules: readonly Rule[] = [
  { name: "One message for many", says: "Alerts that begin together are sent as one.", unit: "s", path: ["schedule", "groupingWindow"], also: ["schedule", "grouping", "window"], enabled: ["schedule", "grouping", "enabled"], usual: 30 },
  { name: "Remind while it lasts", says: "Acknowledged alerts do not remind, unless they become critical.", unit: "min", path: ["schedule", "cooldown"], usual: 60 },
  { name: "Not more than", says: "Per alert and hour. What was held back is counted and told.", unit: "/ h", path: ["schedule", "maxAlertsHour"], usual: 10 },
  { name: "Flapping", says: "What begins and ends again and again is told once, then silent until it is stable.", unit: "min", path: ["flapping", "suppressionTime"], enabled: ["flapping", "enabled"], usual: 30 },
  { name: "Swinging around a threshold", says: "Not raised again within this time when the value is almost the same.", unit: "min", path: ["suppressionWindow"], usual: 5 },
];

interface TogglesProps {
  readonly draft: ConfigDraft;
  readonly onProblem: (where: string, wrong: boolean) => void;
}

/** How often it is told. */
export function Toggles(props: TogglesProps) {
  const shown = () => rules.filter(({ path }) => valueAt(props.draft.config(), path) !== undefined);
  return (
    <>
      <For each={shown()}>
        {(rule) => (
          <RuleLine rule={rule} {...props}>
            <Show when={rule.name === "One message for many"}>
              <Grouping {...props} />
            </Show>
          </RuleLine>
        )}
      </For>
    </>
  );
}

function isOn(config: AlertConfig, rule: Rule): boolean {
  if (rule.enabled !== undefined && valueAt(config, rule.enabled) === false) return false;
  return rule.enabled !== undefined || numberAt(config, rule.path, 0) > 0;
}

function RuleLine(props: TogglesProps & { rule: Rule; children: JSX.Element }) {
  const [wrong, setWrong] = createSignal(false);
  const config = () => props.draft.config();
  const where = () => props.rule.path.join(".");
  const put = (from: AlertConfig, value: number) => {
    const next = withValue(from, props.rule.path, value);
    return props.rule.also === undefined ? next : withValue(next, props.rule.also, value);
  };
  const toggle = (on: boolean) => props.draft.change(props.rule.enabled === undefined ? put(config(), on ? props.rule.usual : 0) : withValue(config(), props.rule.enabled, on));
  const type = (text: string) => {
    const value = Number(text);
    const isBad = text.trim() === "" || !Number.isInteger(value) || value < 0;
    setWrong(isBad);
    props.onProblem(where(), isBad);
    if (!isBad) props.draft.change(put(config(), value));
  };
  const refused = () => (props.draft.refused()?.field === where() ? props.draft.refused()?.words : undefined);
  return (
    <div class={styles.rule}>
      <Switch label={props.rule.name} checked={isOn(config(), props.rule)} onChange={toggle} />
      <div>
        <span class="strong">{props.rule.name}</span>
        <br />
        <span class="soft small">{props.rule.says}</span>
        {props.children}
        <Show when={wrong() ? "A whole number, 0 or more." : refused()}>
          {(words) => (
            <span class="tone-critical small" role="status">
              {" "}
              {words()}
            </span>
          )}
        </Show>
      </div>
      <label class={styles.number}>
        <input inputmode="numeric" aria-label={`${props.rule.name}, ${unitWords(props.rule.unit)}`} aria-invalid={wrong() || refused() !== undefined} disabled={!isOn(config(), props.rule)} value={String(numberAt(config(), props.rule.path, 0))} onInput={(event) => type(event.currentTarget.value)} />
        <span class="quiet">{props.rule.unit}</span>
      </label>
    </div>
  );
}

function unitWords(unit: string): string {
  return { s: "seconds", min: "minutes", "/ h": "per hour" }[unit] ?? unit;
}

function Grouping(props: TogglesProps) {
  const on = (key: string) => valueAt(props.draft.config(), ["schedule", "grouping", key]) === true;
  const set = (key: string, value: boolean) => props.draft.change(withValue(props.draft.config(), ["schedule", "grouping", key], value));
  return (
    <span class={styles.by}>
      <label>
        <input type="checkbox" checked={on("byNode")} onChange={(event) => set("byNode", event.currentTarget.checked)} /> by node
      </label>
      <label>
        <input type="checkbox" checked={on("byGuest")} onChange={(event) => set("byGuest", event.currentTarget.checked)} /> by guest
      </label>
    </span>
  );
}
