import { Show, createSignal } from "solid-js";
import { createStore } from "solid-js/store";
import { fieldOf, wordsOf } from "../../../api/errors";
import { type SignOn, saveSignOn, testSignOn } from "../../../api/signOn";
import { useSession } from "../../../live/session";
import { Banner } from "../../../ui/Banner";
import { Button } from "../../../ui/Button";
import { CheckField } from "../../../ui/Field";
import { tell } from "../../../ui/Toast";
import settings from "../Settings.module.css";
import { AdmittedFields, ClaimFields, ProviderFields } from "./ProviderFields";
import { atField, draftOf, secretOf, signOnOf } from "./providerDraft";

interface ProviderFormProps {
  readonly saved: SignOn;
  readonly onSaved: (saved: SignOn) => void;
}

/** The sign-in at a provider: tried before it is saved, with each error at its field. */
export function ProviderForm(props: ProviderFormProps) {
  const session = useSession();
  // eslint-disable-next-line solid/reactivity -- the form begins with what was saved when it was opened
  const [draft, setDraft] = createStore(draftOf(props.saved, window.location.origin));
  const [error, setError] = createSignal<unknown>();
  const [answer, setAnswer] = createSignal<string>();
  const [busy, setBusy] = createSignal<"test" | "save">();
  const fixed = () => Object.keys(props.saved.envOverrides).length > 0;
  const errorAt = (field: string) => (error() !== undefined && fieldOf(error()) === field ? atField(wordsOf(error()), field) : undefined);
  const elsewhere = () => (error() !== undefined && fieldOf(error()) === undefined ? wordsOf(error()) : undefined);
  const set = (changes: Partial<typeof draft>) => {
    setAnswer(undefined);
    setError(undefined);
    setDraft(changes);
  };

  const run = async (kind: "test" | "save", work: () => Promise<void>) => {
    setBusy(kind);
    setError(undefined);
    setAnswer(undefined);
    try {
      await work();
    } catch (reason) {
      setError(reason);
    }
    setBusy(undefined);
  };
  const test = () =>
    run("test", async () => {
      await testSignOn(session.client, signOnOf(draft, props.saved), secretOf(draft));
      setAnswer("The provider answers and can be used. Save it, then sign in there to try the whole way.");
    });
  const save = () =>
    run("save", async () => {
      const saved = await saveSignOn(session.client, signOnOf(draft, props.saved), secretOf(draft));
      setDraft(draftOf(saved, window.location.origin));
      tell({ words: saved.enabled ? "The provider is saved. Sessions that it began before have ended." : "The provider is saved and switched off." });
      props.onSaved(saved);
    });

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Show when={fixed()}>
        <div class={settings.pad}>
          <Banner tone="planned">The environment sets this sign-in by variables that begin with OIDC_. Change them there and start Pulse again.</Banner>
        </div>
      </Show>
      <fieldset disabled={fixed()}>
        <legend class="heard">Sign-in at a provider</legend>
        <ProviderFields draft={draft} saved={props.saved} set={set} errorAt={errorAt} />
        <AdmittedFields draft={draft} set={set} errorAt={errorAt} />
        <ClaimFields draft={draft} set={set} errorAt={errorAt} />
        <section class={settings.section}>
          <CheckField checked={draft.enabled} disabled={fixed()} onChange={(enabled) => set({ enabled })}>
            People may sign in at this provider
          </CheckField>
          <div class={settings.form}>
            <Show when={elsewhere()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
            <Show when={answer()}>{(words) => <Banner tone="planned">{words()}</Banner>}</Show>
            <Show when={!fixed()}>
              <div class={settings.buttons}>
                <Button kind="primary" type="submit" busy={busy() === "save"} disabled={busy() === "test"}>
                  Save
                </Button>
                <Button busy={busy() === "test"} disabled={busy() === "save"} onClick={() => void test()}>
                  Test
                </Button>
              </div>
            </Show>
          </div>
        </section>
      </fieldset>
    </form>
  );
}
