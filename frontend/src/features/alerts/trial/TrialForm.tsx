import { createSignal } from "solid-js";
import { type Unit, delayText, floorOf, marginOf, typedDelay } from "../../../domain/limitText";
import { keptLimit, shownLimit, unitOf } from "../../../domain/limitUnits";
import type { Limit } from "../../../domain/thresholds";
import { useLive } from "../../../live/live";
import { SelectField, TextField } from "../../../ui/Field";
import type { ConfigDraft } from "../draft";
import styles from "./Trial.module.css";
import { type RuleTrial, reaches, subjects } from "./rule";

/** The values of the rule; what holds now stands below each as a hint. */
export function TrialForm(props: { draft: ConfigDraft; trial: RuleTrial }) {
  const live = useLive();
  const saved = () => props.draft.saved() ?? {};
  const config = () => props.draft.config();
  const shown = (limit: Limit): Limit => {
    const metric = props.trial.subject()?.metric;
    return metric === undefined ? limit : shownLimit(limit, metric, live.degrees());
  };
  const kept = (limit: Limit): Limit => {
    const metric = props.trial.subject()?.metric;
    return metric === undefined ? limit : keptLimit(limit, metric, live.degrees());
  };
  const limit = () => shown(props.trial.limit(config()));
  const [wrong, setWrong] = createSignal<Readonly<Record<string, string | undefined>>>({});
  /** The second value as the person left it; while the first one is typed it may have to be lower for a moment. */
  const [wanted, setWanted] = createSignal<{ readonly about: string; readonly clear: number }>();
  const before = () => shown(props.trial.limit(saved()));
  const fields = () => [props.trial.subject()?.key, props.trial.resource()?.id].join();
  const unit = (): Unit => {
    const metric = props.trial.subject()?.metric;
    return metric === undefined ? "%" : unitOf(metric, live.degrees());
  };
  const note = (where: string, words: string | undefined) => {
    setWrong({ ...wrong(), [where]: words });
    props.trial.note(where, words !== undefined);
  };
  const number = (where: "trigger" | "clear", text: string) => {
    const value = Number(text.replace(",", "."));
    if (where === "clear") setWanted({ about: fields(), clear: value });
    const floor = floorOf(unit());
    const left = wanted()?.about === fields() ? (wanted()?.clear ?? before().clear) : before().clear;
    const next = where === "clear" ? { ...limit(), clear: value } : { trigger: value, clear: left <= value ? left : Math.max(floor, value - marginOf(unit())) };
    const isBad = text.trim() === "" || !Number.isFinite(value) || value < floor || (where === "trigger" && value === floor);
    const problem = isBad ? `A number above ${floor}.` : unit() === "%" && value > 100 ? "Nothing is above 100 %." : next.clear > next.trigger ? "At or below the trigger." : undefined;
    note(where, problem);
    if (problem === undefined) props.draft.change(props.trial.withLimit(config(), kept(next)));
  };
  const delay = (text: string) => {
    const typed = typedDelay(text);
    note("delay", "problem" in typed ? typed.problem : undefined);
    if ("value" in typed) props.draft.change(props.trial.withDelay(config(), typed.value));
  };
  const now = (text: string, changed: boolean) => (changed ? `now ${text}` : "as now");
  return (
    <form class={styles.form} onSubmit={(event) => event.preventDefault()} data-about={fields()}>
      <h2>{props.trial.subject()?.label}</h2>
      <p class="soft">Change a value, the past answers at once. Critical is {unit() === "°F" ? 18 : 10} points above.</p>
      <SelectField label="Rule" value={props.trial.subject()?.key ?? ""} options={subjects.map(({ key, label }) => ({ value: key, label }))} onChange={(key) => props.trial.chooseSubject(key)} />
      <SelectField
        label="For"
        value={props.trial.resource()?.id ?? ""}
        options={[{ value: "", label: props.trial.subject()?.sort.all.toLowerCase() ?? "all" }, ...props.trial.resources().map(({ id, name, place }) => ({ value: id, label: `${name} on ${place}` }))]}
        onChange={(id) => props.trial.chooseResource(id === "" ? undefined : id)}
        hint={props.trial.resource() === undefined ? "Own values of single resources stay." : "It gets a value of its own."}
      />
      <div class={styles.pair}>
        <TextField label={`Raise at, ${unit()}`} inputmode="decimal" value={String(limit().trigger)} onInput={(text) => number("trigger", text)} hint={now(String(before().trigger), before().trigger !== limit().trigger)} error={wrong().trigger} />
        <TextField label={`Clear at, ${unit()}`} inputmode="decimal" value={String(limit().clear)} onInput={(text) => number("clear", text)} hint={now(String(before().clear), before().clear !== limit().clear)} error={wrong().clear} />
      </div>
      <div class={styles.pair}>
        <TextField label="Held for" value={delayText(props.trial.delay(config()))} onInput={delay} hint={now(delayText(props.trial.delay(saved())), props.trial.delay(saved()) !== props.trial.delay(config()))} error={wrong().delay} />
        <SelectField label="Over" value={props.trial.days()} options={reaches.map((value) => ({ value, label: `${value} days` }))} onChange={(days) => props.trial.chooseDays(days)} />
      </div>
      <p class="quiet small">Planned work, such as a backup, is read from the task list and counted apart.</p>
    </form>
  );
}
