import { Show, createResource, createSignal } from "solid-js";
import { fieldOf, wordsOf } from "../../api/errors";
import { type UpdateSettings, changeUpdateSettings, fetchUpdateSettings } from "../../api/updates";
import { loaded } from "../../lib/resource";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { CheckField, SelectField, TextField } from "../../ui/Field";
import { tell } from "../../ui/Toast";
import styles from "./Settings.module.css";

/** Where updates come from, who must have signed them, and when they are taken. */
export function UpdateSettingsForm(props: { readonly onSaved: () => void }) {
  const client = useClient();
  const [settings] = createResource(() => fetchUpdateSettings(client).catch(() => undefined));
  return <Show when={loaded(settings)}>{(stored) => <Form stored={stored()} fixed={stored().serverFixed} onSaved={() => props.onSaved()} />}</Show>;
}

const channels = [
  { value: "", label: "That of this version" },
  { value: "stable", label: "Releases" },
  { value: "rc", label: "Release candidates, too" },
] as const;

/** What a refused field is told. */
const refusals = {
  updateServer: "Enter an address such as https://releases.example/pulse, or nothing.",
  updatePublicKey: "This is no public key: it has 32 bytes, which are 44 characters in base64.",
} as const;

function Form(props: { stored: UpdateSettings; fixed: boolean; onSaved: () => void }) {
  const client = useClient();
  const [changes, setChanges] = createSignal<Partial<UpdateSettings>>({});
  const [busy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<unknown>();
  const now = (): UpdateSettings => ({ ...props.stored, ...changes() });
  const put = (change: Partial<UpdateSettings>) => setChanges({ ...changes(), ...change });
  const errorAt = (name: "updateServer" | "updatePublicKey") => (fieldOf(error()) === name ? refusals[name] : undefined);
  const elsewhere = () => (error() === undefined || Object.keys(refusals).includes(fieldOf(error()) ?? "") ? undefined : wordsOf(error()));
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await changeUpdateSettings(client, changes());
      tell({ words: "Saved" });
      props.onSaved();
    } catch (reason) {
      setError(reason);
    }
    setBusy(false);
  };
  return (
    <section class={styles.section}>
      <h2>Where updates come from</h2>
      <p>Pulse looks nowhere unless an address is set, and installs nothing that is not signed with the key whose public half is set here.</p>
      <form class={`${styles.form} ${styles.wide}`} onSubmit={(event) => void save(event)}>
        <TextField
          label="Address of the releases"
          placeholder="https://releases.example/pulse"
          value={now().updateServer}
          disabled={props.fixed}
          hint={props.fixed ? "Set by PULSE_UPDATE_SERVER." : "Empty: nothing is looked up."}
          error={errorAt("updateServer")}
          onInput={(updateServer) => put({ updateServer: updateServer.trim() })}
        />
        <TextField
          label="Public key"
          mono
          value={now().updatePublicKey}
          hint="Base64, from whoever publishes the releases. Empty: nothing is installed."
          error={errorAt("updatePublicKey")}
          onInput={(updatePublicKey) => put({ updatePublicKey: updatePublicKey.trim() })}
        />
        <SelectField label="Channel" value={now().updateChannel} options={channels} onChange={(updateChannel) => put({ updateChannel })} />
        <CheckField checked={now().autoUpdateEnabled} onChange={(autoUpdateEnabled) => put({ autoUpdateEnabled })}>
          Install updates without being asked
        </CheckField>
        <Show when={now().autoUpdateEnabled}>
          <TextField label="At" type="time" value={now().autoUpdateTime} hint="In the server's time zone." onInput={(autoUpdateTime) => put({ autoUpdateTime })} />
        </Show>
        <Show when={elsewhere()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
        <div>
          <Button type="submit" busy={busy()}>
            Save
          </Button>
        </div>
      </form>
    </section>
  );
}
