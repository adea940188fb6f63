import { For, Show, createResource, createSignal } from "solid-js";
import { wordsOf } from "../../api/errors";
import { type HistorySettings, type Retention, changeHistorySettings, fetchHistorySettings } from "../../api/historySettings";
import { loaded } from "../../lib/resource";
import { useClient } from "../../live/session";
import { Button } from "../../ui/Button";
import { SelectField, TextField } from "../../ui/Field";
import { tell } from "../../ui/Toast";
import shared from "./Settings.module.css";

const mebibyte = 1024 * 1024;
/** The smallest size to which the history can be limited, in MiB. */
const smallest = 64;

const levels = [
  { value: "error", label: "Errors" },
  { value: "warn", label: "Warnings" },
  { value: "info", label: "Usual" },
  { value: "debug", label: "Everything, each request too" },
] as const;

/** How much of the past is kept, and how much is logged. */
export function HistorySection() {
  const client = useClient();
  const [settings] = createResource(() => fetchHistorySettings(client).catch(() => undefined));
  return (
    <Show when={loaded(settings)}>
      {(stored) => (
        <>
          <HistoryForm stored={stored()} />
          <LogSection stored={stored()} />
        </>
      )}
    </Show>
  );
}

const tiers = [
  { key: "raw", label: "Every reading" },
  { key: "1m", label: "Means of a minute" },
  { key: "10m", label: "Means of ten minutes" },
  { key: "60m", label: "Means of an hour" },
] as const;

function HistoryForm(props: { stored: HistorySettings }) {
  const client = useClient();
  // eslint-disable-next-line solid/reactivity -- the form begins with what is stored
  const [kept, setKept] = createSignal<Retention>(props.stored.historyRetention);
  // eslint-disable-next-line solid/reactivity -- likewise
  const [size, setSize] = createSignal(String(Math.round(props.stored.historyMaxBytes / mebibyte)));
  const [error, setError] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const wrongSize = () => (/^\d+$/.test(size()) && Number(size()) >= smallest ? undefined : `A number of MiB, at least ${smallest}.`);

  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await changeHistorySettings(client, { historyMaxBytes: Number(size()) * mebibyte, historyRetention: kept() });
      tell({ words: "Saved. What is older is removed within the hour." });
    } catch (reason) {
      setError(wordsOf(reason));
    }
    setBusy(false);
  };
  return (
    <section class={shared.section}>
      <h2>History</h2>
      <p>How long readings are kept, as hours (24h), days (30d) or forever. When the history grows beyond its size, the oldest of the finest goes first.</p>
      <form class={shared.form} onSubmit={(event) => void save(event)}>
        <For each={tiers}>
          {(tier) => <TextField label={tier.label} value={kept()[tier.key]} onInput={(value) => setKept({ ...kept(), [tier.key]: value.trim() })} />}
        </For>
        <TextField label="Largest size in MiB" inputMode="numeric" value={size()} onInput={setSize} error={wrongSize() ?? error()} />
        <div>
          <Button kind="primary" type="submit" busy={busy()} disabled={wrongSize() !== undefined}>
            Save
          </Button>
        </div>
      </form>
    </section>
  );
}

function LogSection(props: { stored: HistorySettings }) {
  const client = useClient();
  // eslint-disable-next-line solid/reactivity -- the choice begins with what is stored
  const [level, setLevel] = createSignal(props.stored.logLevel);
  const chosen = () => levels.find((one) => one.value === level())?.value ?? "info";
  const change = async (logLevel: string) => {
    const before = level();
    setLevel(logLevel);
    try {
      await changeHistorySettings(client, { logLevel });
    } catch (reason) {
      setLevel(before);
      tell({ words: wordsOf(reason), failed: true });
    }
  };
  return (
    <section class={shared.section}>
      <h2>Log</h2>
      <Show when={props.stored.envOverrides.logLevel !== true} fallback={<p>How much is logged is set by LOG_LEVEL: {level()}.</p>}>
        <p>How much the server writes to its log. A change counts at once.</p>
        <div class={shared.form}>
          <SelectField label="Logged" value={chosen()} options={levels} onChange={(value) => void change(value)} />
        </div>
      </Show>
    </section>
  );
}
