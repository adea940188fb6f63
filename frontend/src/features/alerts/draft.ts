import { type Accessor, createResource, createSignal } from "solid-js";
import { fetchAlertConfig, saveAlertConfig } from "../../api/alertConfig";
import { fieldOf, wordsOf } from "../../api/errors";
import { type AlertConfig, isSame } from "../../domain/alertConfig";
import { loaded } from "../../lib/resource";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { tell } from "../../ui/Toast";

/** Why the server did not take a change, and what it is about, as far as it says. */
export interface Refused {
  readonly words: string;
  /** Path of the member: "overrides.lab-n1-100.cpu". */
  readonly field?: string;
}

/** The alert configuration while a person changes it. */
export interface ConfigDraft {
  /** As it is saved; undefined until it was read. */
  readonly saved: Accessor<AlertConfig | undefined>;
  /** As it would be. */
  readonly config: Accessor<AlertConfig>;
  readonly changed: Accessor<boolean>;
  readonly busy: Accessor<boolean>;
  readonly refused: Accessor<Refused | undefined>;
  /** Why it could not be read. */
  readonly error: Accessor<string | undefined>;
  change(next: AlertConfig): void;
  /** How often it was taken back: fields with a text of their own begin anew then. */
  readonly round: Accessor<number>;
  discard(): void;
  reload(): void;
  /** Saves what was changed; gives whether it was taken. */
  save(done?: string): Promise<boolean>;
}

/** Reads the configuration and keeps what a person changes until it is saved. */
export function createConfigDraft(): ConfigDraft {
  const client = useClient();
  const live = useLive();
  const [saved, { refetch, mutate }] = createResource(() => fetchAlertConfig(client));
  const [draft, setDraft] = createSignal<AlertConfig>();
  const [busy, setBusy] = createSignal(false);
  const [refused, setRefused] = createSignal<Refused>();
  const [round, setRound] = createSignal(0);
  const base = () => loaded(saved);
  const config = () => draft() ?? base() ?? {};
  const changed = () => draft() !== undefined && !isSame(draft(), base());
  const forget = () => {
    setDraft(undefined);
    setRefused(undefined);
  };
  return {
    saved: base,
    config,
    changed,
    busy,
    refused,
    error: () => (saved.state === "errored" ? wordsOf(saved.error) : undefined),
    change(next) {
      setDraft(next);
      setRefused(undefined);
    },
    round,
    discard() {
      forget();
      setRound((before) => before + 1);
    },
    reload: () => void refetch(),
    async save(done = "Saved.") {
      const [from, next] = [base(), draft()];
      if (from === undefined || next === undefined) return true;
      setBusy(true);
      try {
        await saveAlertConfig(client, from, next);
        mutate(await fetchAlertConfig(client));
        forget();
        live.reloadThresholds();
        tell({ words: done });
        return true;
      } catch (error) {
        setRefused(refusedOf(error));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}

/** The words repeat the path of what they are about, which the schedule shows at its field; a table may not have it in sight. */
function refusedOf(error: unknown): Refused {
  const [words, field] = [wordsOf(error), fieldOf(error)];
  const beginning = field?.startsWith("schedule.") === true ? `${field}: ` : "";
  return { words: words.startsWith(beginning) ? words.slice(beginning.length) : words, field };
}
