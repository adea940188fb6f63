import { Show, createResource, createSignal } from "solid-js";
import { wordsOf } from "../../api/errors";
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

function Form(props: { stored: UpdateSettings; fixed: boolean; onSaved: () => void }) {
  const client = useClient();
  const [changes, setChanges] = createSignal<Partial<UpdateSettings>>({});
  const [busy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<string>();
  const now = (): UpdateSettings => ({ ...props.stored, ...changes() });
  const put = (change: Partial<UpdateSettings>) => setChanges({ ...changes(), ...change });
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await changeUpdateSettings(client, changes());
      tell({ words: "Saved" });
      props.onSaved();
    } catch (reason) {
      setError(wordsOf(reason));
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
          onInput={(updateServer) => put({ updateServer: updateServer.trim() })}
        />
        <TextField label="Public key" mono value={now().updatePublicKey} hint="Base64, from whoever publishes the releases. Empty: nothing is installed." onInput={(updatePublicKey) => put({ updatePublicKey: updatePublicKey.trim() })} />
        <SelectField label="Channel" value={now().updateChannel} options={channels} onChange={(updateChannel) => put({ updateChannel })} />
        <CheckField checked={now().autoUpdateEnabled} onChange={(autoUpdateEnabled) => put({ autoUpdateEnabled })}>
          Install updates without being asked
        </CheckField>
        <Show when={now().autoUpdateEnabled}>
          <TextField label="At" type="time" value={now().autoUpdateTime} hint="In the server's time zone." onInput={(autoUpdateTime) => put({ autoUpdateTime })} />
        </Show>
        <Show when={error()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
        <div>
          <Button type="submit" busy={busy()}>
            Save
          </Button>
        </div>
      </form>
    </section>
  );
}
