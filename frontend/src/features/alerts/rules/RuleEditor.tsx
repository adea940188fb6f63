import { For, Index, Show, createSignal } from "solid-js";
import type { CustomRule, FilterType, RuleFilter } from "../../../domain/customRules";
import { limitText, typedLimit } from "../../../domain/limitText";
import { type Metric, sorts } from "../../../domain/limitSorts";
import { Button, IconButton } from "../../../ui/Button";
import { SelectField, TextField } from "../../../ui/Field";
import { X } from "../../../ui/icons";
import styles from "./Rules.module.css";

interface RuleEditorProps {
  readonly rule: CustomRule;
  readonly onChange: (rule: CustomRule) => void;
  /** Told whether a field cannot be saved as it is. */
  readonly onProblem: (where: string, wrong: boolean) => void;
}

const texts = ["name", "node", "vmid"];
const metrics = ["cpu", "memory", "disk", "diskread", "diskwrite", "networkin", "networkout"];
const operators = [">", "<", ">=", "<=", "="];

/** The fields of a rule. */
export function RuleEditor(props: RuleEditorProps) {
  const change = (part: Partial<CustomRule>) => props.onChange({ ...props.rule, ...part });
  const setFilter = (index: number, next: RuleFilter) => change({ filters: props.rule.filters.map((one, at) => (at === index ? next : one)) });
  const [wrongPriority, setWrongPriority] = createSignal(false);
  const priority = (text: string) => {
    const value = Number(text);
    const isBad = text.trim() === "" || !Number.isInteger(value);
    setWrongPriority(isBad);
    props.onProblem(`${props.rule.id} priority`, isBad);
    if (!isBad) change({ priority: value });
  };
  return (
    <div class={styles.editor}>
      <div class={styles.grid}>
        <TextField label="Name" value={props.rule.name} onInput={(name) => change({ name })} />
        <TextField label="What it is for" value={props.rule.description} onInput={(description) => change({ description })} />
        <TextField label="Priority" inputmode="numeric" value={String(props.rule.priority)} onInput={priority} error={wrongPriority() ? "A whole number." : undefined} />
        <SelectField label="Conditions" value={props.rule.all ? "AND" : "OR"} options={[{ value: "AND", label: "all must hold" }, { value: "OR", label: "one must hold" }]} onChange={(word) => change({ all: word === "AND" })} />
      </div>
      <ol class={styles.filters}>
        <Index each={props.rule.filters}>
          {(one, index) => (
            <li>
              <Condition filter={one()} number={index + 1} onChange={(next) => setFilter(index, next)} onProblem={(wrong) => props.onProblem(`${props.rule.id} condition ${index}`, wrong)} />
              <IconButton
                label={`Remove condition ${index + 1}`}
                onClick={() => {
                  props.onProblem(`${props.rule.id} condition ${index}`, false);
                  change({ filters: props.rule.filters.filter((_, at) => at !== index) });
                }}
              >
                <X class="icon" />
              </IconButton>
            </li>
          )}
        </Index>
      </ol>
      <Button small onClick={() => change({ filters: [...props.rule.filters, { type: "text", field: "name", operator: "contains", value: "" }] })}>
        Add a condition
      </Button>
      <div class={styles.grid}>
        <For each={sorts.guest.metrics}>{(metric) => <LimitField {...props} metric={metric} />}</For>
      </div>
    </div>
  );
}

interface ConditionProps {
  readonly filter: RuleFilter;
  readonly number: number;
  readonly onChange: (filter: RuleFilter) => void;
  readonly onProblem: (wrong: boolean) => void;
}

function Condition(props: ConditionProps) {
  const kind = (): FilterType => props.filter.type;
  const put = (next: RuleFilter) => {
    props.onProblem(next.value.trim() === "" || (next.type === "metric" && !Number.isFinite(Number(next.value))));
    props.onChange(next);
  };
  const choose = (field: string) => {
    if (field === "raw") put({ type: "raw", field: "", operator: "contains", value: props.filter.value });
    else if (texts.includes(field)) put({ type: "text", field, operator: "contains", value: props.filter.value });
    else put({ type: "metric", field, operator: kind() === "metric" ? props.filter.operator : ">", value: props.filter.value });
  };
  const isBad = () => props.filter.value.trim() === "" || (kind() === "metric" && !Number.isFinite(Number(props.filter.value)));
  return (
    <>
      <select aria-label={`Condition ${props.number}: what`} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="raw" selected={kind() === "raw"}>
          anything
        </option>
        <For each={[...texts, ...metrics]}>
          {(field) => (
            <option value={field} selected={kind() !== "raw" && props.filter.field.toLowerCase() === field}>
              {field}
            </option>
          )}
        </For>
      </select>
      <Show when={kind() === "metric"} fallback={<span class="soft">contains</span>}>
        <select aria-label={`Condition ${props.number}: how`} onChange={(event) => put({ ...props.filter, operator: event.currentTarget.value })}>
          <For each={operators}>
            {(operator) => (
              <option value={operator} selected={operator === props.filter.operator}>
                {operator}
              </option>
            )}
          </For>
        </select>
      </Show>
      <input aria-label={`Condition ${props.number}: value`} aria-invalid={isBad()} value={props.filter.value} onInput={(event) => put({ ...props.filter, value: event.currentTarget.value })} />
    </>
  );
}

function LimitField(props: RuleEditorProps & { metric: Metric }) {
  const held = () => props.rule.limits[props.metric.key];
  const [problem, setProblem] = createSignal<string>();
  const [text, setText] = createSignal(held() === undefined ? "" : limitText(held()));
  const type = (next: string) => {
    setText(next);
    const typed = next.trim() === "" ? undefined : typedLimit(next, props.metric.unit, -1);
    const wrong = typed !== undefined && "problem" in typed ? typed.problem : undefined;
    setProblem(wrong);
    props.onProblem(`${props.rule.id} ${props.metric.key}`, wrong !== undefined);
    if (wrong !== undefined) return;
    const others = Object.fromEntries(Object.entries(props.rule.limits).filter(([key]) => key !== props.metric.key));
    props.onChange({ ...props.rule, limits: typed !== undefined && "value" in typed ? { ...others, [props.metric.key]: typed.value } : others });
  };
  return <TextField label={`${props.metric.label}, ${props.metric.unit}`} placeholder="as the default" value={text()} onInput={type} error={problem()} />;
}
