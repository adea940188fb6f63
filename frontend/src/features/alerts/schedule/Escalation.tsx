import { For, Index, Show, createSignal } from "solid-js";
import { valueAt, withValue } from "../../../domain/alertConfig";
import { json, listOf, number, text } from "../../../lib/decode";
import { Button, IconButton } from "../../../ui/Button";
import { X } from "../../../ui/icons";
import type { ConfigDraft } from "../draft";
import styles from "./Schedule.module.css";
import { Switch } from "./Toggles";

interface Level {
  readonly after: number;
  readonly notify: string;
}

const path = ["schedule", "escalation"];
const channels = [
  { value: "email", label: "e-mail" },
  { value: "webhook", label: "webhooks" },
  { value: "all", label: "everything" },
] as const;

const levelsOf = listOf((value): Level | undefined => {
  const raw = json(value);
  return raw === undefined ? undefined : { after: number(raw.after) ?? 0, notify: text(raw.notify) ?? "all" };
});

interface EscalationProps {
  readonly draft: ConfigDraft;
  readonly onProblem: (where: string, wrong: boolean) => void;
}

/** Who else is told when nobody acknowledges. */
export function Escalation(props: EscalationProps) {
  const [open, setOpen] = createSignal(false);
  const config = () => props.draft.config();
  const enabled = () => valueAt(config(), [...path, "enabled"]) === true;
  const levels = () => levelsOf(valueAt(config(), [...path, "levels"])) ?? [];
  const set = (next: readonly Level[]) => props.draft.change(withValue(config(), [...path, "levels"], next));
  const change = (index: number, part: Partial<Level>) => set(levels().map((level, at) => (at === index ? { ...level, ...part } : level)));
  const words = () => levels().map(({ after, notify }) => `${channels.find(({ value }) => value === notify)?.label ?? notify} after ${after} min`).join(", ");
  const refused = () => (props.draft.refused()?.field?.startsWith("schedule.escalation") === true ? props.draft.refused()?.words : undefined);
  const type = (index: number, typed: string) => {
    const after = Number(typed);
    const isBad = typed.trim() === "" || !Number.isInteger(after) || after < 0;
    props.onProblem(`escalation ${index}`, isBad);
    if (!isBad) change(index, { after });
  };
  return (
    <div class={styles.rule}>
      <Switch label="Escalate" checked={enabled()} onChange={(on) => props.draft.change(withValue(config(), [...path, "enabled"], on))} />
      <div>
        <span class="strong">Escalate</span>
        <br />
        <span class="soft small">{levels().length === 0 ? "If nobody acknowledges: no step is set." : `If nobody acknowledges: ${words()}.`}</span>
        <Show when={refused()}>{(problem) => <span class="tone-critical small"> {problem()}</span>}</Show>
        <Show when={open()}>
          <ol class={styles.levels}>
            <Index each={levels()}>
              {(level, index) => (
                <li>
                  after
                  <input class={styles.text} inputmode="numeric" aria-label={`Step ${index + 1}: minutes`} value={String(level().after)} onInput={(event) => type(index, event.currentTarget.value)} />
                  min tell
                  <select class={styles.text} aria-label={`Step ${index + 1}: who is told`} onChange={(event) => change(index, { notify: event.currentTarget.value })}>
                    <For each={channels}>
                      {(channel) => (
                        <option value={channel.value} selected={channel.value === level().notify}>
                          {channel.label}
                        </option>
                      )}
                    </For>
                  </select>
                  <IconButton label={`Remove step ${index + 1}`} onClick={() => set(levels().filter((_, at) => at !== index))}>
                    <X class="icon" />
                  </IconButton>
                </li>
              )}
            </Index>
          </ol>
          <Button small onClick={() => set([...levels(), { after: (levels().at(-1)?.after ?? 0) + 15, notify: "all" }])}>
            Add a step
          </Button>
        </Show>
      </div>
      <Button small aria-expanded={open()} onClick={() => setOpen(!open())}>
        Edit steps
      </Button>
    </div>
  );
}
