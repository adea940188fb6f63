import { For, Match, Show, Switch, createMemo, createSignal } from "solid-js";
import { withValue } from "../../domain/alertConfig";
import { type CustomRule, customRulesOf, ruleMatches, ruleOf, ruleToWire } from "../../domain/customRules";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { MayChange } from "../../live/session";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Skeleton } from "../../ui/Skeleton";
import { AlertsShell } from "./AlertsShell";
import { Changeable, LookingOnly } from "./Changeable";
import { SaveBar } from "./SaveBar";
import { Unread } from "./Unread";
import { type ConfigDraft, createConfigDraft } from "./draft";
import { createProblems } from "./problems";
import { RuleEditor } from "./rules/RuleEditor";
import { ruleWords } from "./rules/ruleWords";
import styles from "./rules/Rules.module.css";

/** Thresholds for guests that fulfil conditions. */
export default function CustomRulesPage() {
  const draft = createConfigDraft();
  return (
    <AlertsShell fact="Thresholds for guests that fulfil conditions">
      <Switch>
        <Match when={draft.error()}>
          {(words) => <Unread draft={draft} what="rules" words={words()} />}
        </Match>
        <Match when={draft.saved() === undefined}>
          <Skeleton label="Loading the rules" />
        </Match>
        <Match when={true}>
          <Rules draft={draft} />
        </Match>
      </Switch>
    </AlertsShell>
  );
}

function Rules(props: { draft: ConfigDraft }) {
  const live = useLive();
  const [open, setOpen] = createSignal<string>();
  // eslint-disable-next-line solid/reactivity -- a page has one draft
  const problems = createProblems(props.draft);
  const rules = createMemo(() => customRulesOf(props.draft.config()));
  const ids = createMemo(() => rules().map(({ id }) => id), undefined, { equals: (a, b) => a.join("\n") === b.join("\n") });
  const put = (next: readonly CustomRule[]) => props.draft.change(withValue(props.draft.config(), ["customRules"], next.map((rule) => ruleToWire(rule, Date.now()))));
  const change = (rule: CustomRule) => put(rules().map((one) => (one.id === rule.id ? rule : one)));
  const add = () => {
    const id = `rule-${Date.now()}`;
    put([...rules(), { id, name: "New rule", description: "", filters: [], all: true, limits: {}, priority: rules().length + 1, enabled: true, raw: {} }]);
    setOpen(id);
  };
  const remove = (id: string) => {
    put(rules().filter((one) => one.id !== id));
    problems.forget(id);
  };
  const won = (rule: CustomRule) => live.guests().filter((guest) => ruleOf(rules(), guest)?.id === rule.id).length;
  const matching = (rule: CustomRule) => live.guests().filter((guest) => ruleMatches(rule, guest)).length;
  return (
    <>
      <div class={styles.page}>
        <div class={styles.head}>
          <p class="soft">Of several rules that match a guest, the one with the highest priority holds. Own values of a guest stand above it.</p>
          <MayChange>
            <Button onClick={add}>Add a rule</Button>
          </MayChange>
        </div>
        <LookingOnly />
        <Show when={ids().length === 0}>
          <EmptyState sentence="There are no rules: the defaults hold for all guests." />
        </Show>
        <ul>
          <For each={ids()}>
            {(id) => (
              <Show when={rules().find((one) => one.id === id)}>
                {(rule) => (
                  <li class={styles.rule} data-off={rule().enabled ? undefined : ""}>
                    <div class={styles.line}>
                      <button type="button" class={styles.name} aria-expanded={open() === id} onClick={() => setOpen(open() === id ? undefined : id)}>
                        {rule().name}
                      </button>
                      <span class="soft">{ruleWords(rule())}</span>
                      <span class={styles.grow} />
                      <span class="quiet num">
                        {counted(matching(rule()), "guest")}
                        <Show when={won(rule()) !== matching(rule())}>, holds for {won(rule())}</Show>
                      </span>
                      <MayChange>
                        <Button small onClick={() => change({ ...rule(), enabled: !rule().enabled })}>
                          {rule().enabled ? "Switch off" : "Switch on"}
                        </Button>
                        <Button small onClick={() => remove(id)}>
                          Remove
                        </Button>
                      </MayChange>
                    </div>
                    <Show when={open() === id}>
                      <Changeable draft={props.draft}>
                        <RuleEditor rule={rule()} onChange={change} onProblem={problems.note} />
                      </Changeable>
                    </Show>
                  </li>
                )}
              </Show>
            )}
          </For>
        </ul>
      </div>
      <SaveBar draft={props.draft} what="Changed rules" blocked={problems.any()} onSave={() => void props.draft.save("The rules are saved.")} />
    </>
  );
}
