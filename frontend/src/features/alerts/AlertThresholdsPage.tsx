import { For, Match, Show, Switch, createResource, createSignal } from "solid-js";
import { fetchAlertConfig, saveAlertConfig } from "../../api/alertConfig";
import { wordsOf } from "../../api/errors";
import { type AlertConfig, alertSwitches, scheduleNumbers, withKey } from "../../domain/alertConfig";
import { json, number } from "../../lib/decode";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { CheckField, SelectField, TextField } from "../../ui/Field";
import { Skeleton } from "../../ui/Skeleton";
import { tell } from "../../ui/Toast";
import styles from "./Alerts.module.css";
import { AlertsShell } from "./AlertsShell";
import { LimitTable } from "./LimitTable";

/** From which values alerts are raised, for everything that has no own value. */
export default function AlertThresholdsPage() {
  const client = useClient();
  const [config, { refetch }] = createResource(() => fetchAlertConfig(client));
  return (
    <AlertsShell fact="defaults for everything without own values">
      <Switch>
        <Match when={config.error !== undefined}>
          <Banner tone="critical" action={<Button kind="text" onClick={() => void refetch()}>Try again</Button>}>
            The thresholds could not be read. {wordsOf(config.error)}
          </Banner>
        </Match>
        <Match when={config.latest} keyed>
          {(saved) => <ThresholdForm saved={saved} onSaved={() => void refetch()} />}
        </Match>
        <Match when={true}>
          <Skeleton label="Loading the thresholds" />
        </Match>
      </Switch>
    </AlertsShell>
  );
}

function ThresholdForm(props: { saved: AlertConfig; onSaved: () => void }) {
  const client = useClient();
  const live = useLive();
  // eslint-disable-next-line solid/reactivity -- the draft begins with what is saved; a new save makes a new form
  const [draft, setDraft] = createSignal<AlertConfig>(props.saved);
  const [problems, setProblems] = createSignal<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const changed = () => draft() !== props.saved;
  const note = (where: string, wrong: boolean) => setProblems((before) => new Set(wrong ? [...before, where] : [...before].filter((other) => other !== where)));
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (problems().size > 0) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await saveAlertConfig(client, draft());
      live.reloadThresholds();
      tell({ words: "The thresholds are saved." });
      props.onSaved();
    } catch (error) {
      setProblem(wordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class={styles.form} onSubmit={(event) => void save(event)} novalidate>
      <section class={styles.section}>
        <h2>Thresholds</h2>
        <p>Raised at the first value, over at the second. 10 points above the first it is critical. Empty is off.</p>
        <LimitTable config={draft()} onChange={setDraft} onProblem={note} />
      </section>
      <section class={styles.section}>
        <h2>What alerts</h2>
        <div class={styles.checks}>
          <For each={alertSwitches}>
            {({ key, label }) => (
              <CheckField checked={draft()[key] !== true} onChange={(on) => setDraft(withKey(draft(), undefined, key, !on))}>
                {label}
              </CheckField>
            )}
          </For>
        </div>
        <div class={styles.short}>
          <SelectField
            label="A guest that is powered off is"
            value={json(draft().guestDefaults)?.poweredOffSeverity === "critical" ? "critical" : "warning"}
            options={[
              { value: "warning", label: "a warning" },
              { value: "critical", label: "critical" },
            ]}
            onChange={(severity) => setDraft(withKey(draft(), "guestDefaults", "poweredOffSeverity", severity))}
          />
        </div>
      </section>
      <section class={styles.section}>
        <h2>How often it is told</h2>
        <div class={styles.short}>
          <For each={scheduleNumbers}>{(one) => <ScheduleNumber of={one} config={draft()} onChange={setDraft} onProblem={note} />}</For>
        </div>
      </section>
      <div class={styles.save}>
        <Button kind="primary" type="submit" busy={busy()} disabled={!changed() || problems().size > 0}>
          Save
        </Button>
        <Show when={changed()}>
          <Button kind="quiet" onClick={() => props.onSaved()}>
            Back to what is saved
          </Button>
        </Show>
        <Show when={problem()}>
          {(words) => (
            <span class="tone-critical" role="alert">
              Not saved. {words()}
            </span>
          )}
        </Show>
      </div>
    </form>
  );
}

interface ScheduleNumberProps {
  readonly of: (typeof scheduleNumbers)[number];
  readonly config: AlertConfig;
  readonly onChange: (config: AlertConfig) => void;
  readonly onProblem: (where: string, wrong: boolean) => void;
}

function ScheduleNumber(props: ScheduleNumberProps) {
  const [wrong, setWrong] = createSignal(false);
  const value = () => number(json(props.config.schedule)?.[props.of.key]) ?? 0;
  const change = (text: string) => {
    const next = Number(text);
    const bad = text.trim() === "" || !Number.isInteger(next) || next < 0;
    setWrong(bad);
    props.onProblem(props.of.key, bad);
    if (!bad) props.onChange(withKey(props.config, "schedule", props.of.key, next));
  };
  return (
    <TextField
      label={`${props.of.label} (${props.of.unit})`}
      hint={`0 = ${props.of.zero}`}
      inputmode="numeric"
      value={String(value())}
      onInput={change}
      error={wrong() ? "A whole number, 0 or more." : undefined}
    />
  );
}
