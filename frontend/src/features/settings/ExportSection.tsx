import { createSignal } from "solid-js";
import { wordsOf } from "../../api/errors";
import { type ExportFormat, exportConfiguration } from "../../api/transfer";
import { download } from "../../lib/download";
import { useClient } from "../../live/session";
import { Button } from "../../ui/Button";
import { PasswordField, RadioGroup } from "../../ui/Field";
import { tell } from "../../ui/Toast";
import shared from "./Settings.module.css";

/** The shortest passphrase of an export. */
const shortest = 12;

const formats = [
  { value: "published", label: "Published format", note: "other programs for this API open it" },
  { value: "strong", label: "Stronger format", note: "only Pulse opens it" },
] as const;

/** Hands out the configuration as a sealed file. */
export function ExportSection() {
  const client = useClient();
  const [passphrase, setPassphrase] = createSignal("");
  const [format, setFormat] = createSignal<ExportFormat>("published");
  const [error, setError] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const short = () => passphrase() !== "" && passphrase().length < shortest;

  const run = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const text = await exportConfiguration(client, passphrase(), format());
      const kept = await download(`pulse-config-${new Date().toISOString().slice(0, 10)}.json`, text, "application/json");
      if (kept) setPassphrase("");
      if (kept) tell({ words: "The export was handed to you as a file. Without the passphrase nobody can open it." });
    } catch (reason) {
      setError(wordsOf(reason));
    }
    setBusy(false);
  };
  return (
    <section class={shared.section}>
      <h2>Export</h2>
      <p>Everything that is configured, with the passwords and tokens of the servers, in a file sealed with a passphrase. Accounts, API tokens and history are not in it.</p>
      <form class={shared.form} onSubmit={(event) => void run(event)}>
        <PasswordField
          label="Passphrase of the export"
          autocomplete="new-password"
          value={passphrase()}
          onInput={setPassphrase}
          hint={`At least ${shortest} characters. It cannot be found out again.`}
          error={error() ?? (short() ? `At least ${shortest} characters.` : undefined)}
        />
        <RadioGroup label="Format of the export" value={format()} options={formats} onChange={setFormat} />
        <div>
          <Button kind="primary" type="submit" busy={busy()} disabled={passphrase().length < shortest}>
            Export
          </Button>
        </div>
      </form>
    </section>
  );
}
