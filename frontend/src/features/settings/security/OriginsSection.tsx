import { Show, createSignal } from "solid-js";
import { type AccessSettings, type AccessState, changeAccessSettings } from "../../../api/accessSettings";
import { fieldOf, wordsOf } from "../../../api/errors";
import { useClient } from "../../../live/session";
import { Banner } from "../../../ui/Banner";
import { Button } from "../../../ui/Button";
import { CheckField, TextField } from "../../../ui/Field";
import { tell } from "../../../ui/Toast";
import settings from "../Settings.module.css";
import styles from "./Security.module.css";

interface OriginsSectionProps {
  readonly state: AccessState;
  readonly onSaved: () => void;
}

/** Which other web pages may call Pulse or show it in a frame. */
export function OriginsSection(props: OriginsSectionProps) {
  const client = useClient();
  // eslint-disable-next-line solid/reactivity -- the form begins with what was in force when it was opened
  const before = props.state.settings;
  const [origins, setOrigins] = createSignal(before.allowedOrigins);
  const [embedding, setEmbedding] = createSignal(before.allowEmbedding);
  const [embedders, setEmbedders] = createSignal(before.allowedEmbedOrigins);
  const [error, setError] = createSignal<unknown>();
  const [busy, setBusy] = createSignal(false);
  const fixed = (name: keyof AccessSettings) => props.state.fixed.has(name);
  const errorAt = (field: string) => (error() !== undefined && fieldOf(error()) === field ? wordsOf(error()).replace(`${field} is not valid: allowed is`, "Enter") : undefined);
  const elsewhere = () => (error() !== undefined && !["allowedOrigins", "allowedEmbedOrigins"].includes(fieldOf(error()) ?? "") ? wordsOf(error()) : undefined);

  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await changeAccessSettings(client, { allowedOrigins: origins().trim(), allowEmbedding: embedding(), allowedEmbedOrigins: embedders().trim() });
      tell({ words: "Saved. Other pages are treated so from now on." });
      props.onSaved();
    } catch (reason) {
      setError(reason);
    }
    setBusy(false);
  };
  return (
    <section class={settings.section}>
      <h2>Other web pages</h2>
      <p>A page of another origin can neither call Pulse nor show it, unless it is named here. A dashboard that shows Pulse in a frame is such a page.</p>
      <form class={settings.form} onSubmit={(event) => void save(event)}>
        <TextField
          label="May call Pulse"
          placeholder="https://dashboard.example.org"
          hint={fixed("allowedOrigins") ? "Set by ALLOWED_ORIGINS." : "Origins with commas between them, or * for every page."}
          disabled={fixed("allowedOrigins")}
          value={origins()}
          onInput={setOrigins}
          error={errorAt("allowedOrigins")}
        />
        <Show when={origins().trim() === "*"}>
          <Banner tone="warning">Every page that somebody visits may then call Pulse with a token that it knows.</Banner>
        </Show>
        <CheckField checked={embedding()} disabled={fixed("allowEmbedding")} onChange={setEmbedding}>
          Pulse may be shown in a frame
        </CheckField>
        <Show when={embedding()}>
          <div class={styles.indent}>
            <TextField
              label="By these pages"
              placeholder="https://dashboard.example.org"
              hint="Origins with commas between them; empty for every page."
              disabled={fixed("allowedEmbedOrigins")}
              value={embedders()}
              onInput={setEmbedders}
              error={errorAt("allowedEmbedOrigins")}
            />
          </div>
        </Show>
        <Show when={elsewhere()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
        <div>
          <Button kind="primary" type="submit" busy={busy()}>
            Save
          </Button>
        </div>
      </form>
    </section>
  );
}
