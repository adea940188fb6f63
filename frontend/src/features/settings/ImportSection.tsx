import { Show, createSignal } from "solid-js";
import { wordsOf } from "../../api/errors";
import { type ImportChanges, importConfiguration, previewImport } from "../../api/transfer";
import { useClient } from "../../live/session";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FileField, PasswordField } from "../../ui/Field";
import { tell } from "../../ui/Toast";
import { ImportPreview } from "./ImportPreview";
import shared from "./Settings.module.css";

/** Takes a configuration in, after showing what will change. */
export function ImportSection() {
  const client = useClient();
  const [data, setData] = createSignal<string>();
  const [passphrase, setPassphrase] = createSignal("");
  const [error, setError] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const [preview, setPreview] = createSignal<ImportChanges>();

  /** Does one of the two with the chosen file; gives nothing when it was refused. */
  const attempt = async (work: typeof previewImport) => {
    setBusy(true);
    setError(undefined);
    try {
      return await work(client, data() ?? "", passphrase());
    } catch (reason) {
      setError(wordsOf(reason));
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  /** What no passphrase can open is the wrong file. */
  const isAboutFile = () => error() !== undefined && !/passphrase/i.test(error() ?? "");
  const look = async (event: SubmitEvent) => {
    event.preventDefault();
    setPreview(await attempt(previewImport));
  };
  const replace = async () => {
    const done = await attempt(importConfiguration);
    setPreview(undefined);
    if (done === undefined) return;
    setPassphrase("");
    tell({ words: done.copy === undefined ? "The configuration was imported." : `The configuration was imported. The one before is in ${done.copy}.` });
  };
  return (
    <section class={shared.section}>
      <h2>Import</h2>
      <p>Replaces what is configured by what an export holds. You see what will change before anything does; a copy of the database is put aside.</p>
      <form class={shared.form} onSubmit={(event) => void look(event)}>
        <FileField label="File of an export" accept=".json,.txt,application/json,text/plain" onChoose={(text) => (setError(undefined), setData(text))} error={isAboutFile() ? error() : undefined} />
        <PasswordField label="Passphrase of the file" autocomplete="off" value={passphrase()} onInput={setPassphrase} error={isAboutFile() ? undefined : error()} />
        <div>
          <Button type="submit" busy={busy()} disabled={data() === undefined || passphrase() === ""}>
            See what will change
          </Button>
        </div>
      </form>
      <Show when={preview()}>
        {(changes) => (
          <Dialog
            open
            onClose={() => setPreview(undefined)}
            title="Replace the configuration"
            description="Accounts, API tokens and history stay as they are."
            actions={
              <>
                <Button kind="quiet" onClick={() => setPreview(undefined)}>
                  Cancel
                </Button>
                <Button kind="danger" busy={busy()} onClick={() => void replace()}>
                  Replace configuration
                </Button>
              </>
            }
          >
            <ImportPreview changes={changes()} />
          </Dialog>
        )}
      </Show>
    </section>
  );
}
