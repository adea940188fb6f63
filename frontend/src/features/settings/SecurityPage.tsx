import { Show, createSignal } from "solid-js";
import { wordsOf } from "../../api/errors";
import { changePassword } from "../../api/session";
import { dayAndTime } from "../../lib/time";
import { useSession } from "../../live/session";
import { Button } from "../../ui/Button";
import { PasswordField } from "../../ui/Field";
import { tell } from "../../ui/Toast";
import { SettingsShell } from "./SettingsShell";
import styles from "./Settings.module.css";

/** The account: its password, and the way out. */
export default function SecurityPage() {
  const session = useSession();
  const account = () => session.status()?.authUsername ?? "";
  const changed = () => Date.parse(session.status()?.authLastModified ?? "");
  const leave = () => session.leave().catch((error: unknown) => tell({ words: wordsOf(error), failed: true }));
  return (
    <SettingsShell title="Security" current="Security">
      <section class={styles.section}>
        <h2>Account</h2>
        <p>
          <Show when={account() !== ""} fallback="This page has been let in without a name and password.">
            Signed in as <b class="strong">{account()}</b>
            <Show when={!Number.isNaN(changed())}>, password set {dayAndTime(changed())}</Show>.
          </Show>
        </p>
        <Show when={session.client.connection.token === undefined}>
          <div class={styles.form}>
            <div>
              <Button onClick={() => void leave()}>Sign out</Button>
            </div>
          </div>
        </Show>
      </section>
      <Show when={account() !== ""}>
        <PasswordSection />
      </Show>
    </SettingsShell>
  );
}

function PasswordSection() {
  const session = useSession();
  const [current, setCurrent] = createSignal("");
  const [next, setNext] = createSignal("");
  const [error, setError] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const short = () => (next() !== "" && next().length < 8 ? "At least 8 characters." : undefined);

  const change = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await changePassword(session.client, current(), next());
      setCurrent("");
      setNext("");
      tell({ words: "The password was changed. Every session has ended." });
      await session.check();
    } catch (reason) {
      setError(wordsOf(reason));
    }
    setBusy(false);
  };
  return (
    <section class={styles.section}>
      <h2>Password</h2>
      <p>A new password ends every session, this one too.</p>
      <form class={styles.form} onSubmit={(event) => void change(event)}>
        <PasswordField label="Present password" autocomplete="current-password" value={current()} onInput={setCurrent} error={error()} />
        <PasswordField label="New password" autocomplete="new-password" value={next()} onInput={setNext} hint="At least 8 characters." error={short()} />
        <div>
          <Button kind="primary" type="submit" busy={busy()} disabled={current() === "" || next().length < 8}>
            Change password
          </Button>
        </div>
      </form>
    </section>
  );
}
