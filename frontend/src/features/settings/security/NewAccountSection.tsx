import { Show, createSignal } from "solid-js";
import { wordsOf } from "../../../api/errors";
import { createAccount } from "../../../api/session";
import { useSession } from "../../../live/session";
import { Banner } from "../../../ui/Banner";
import { Button } from "../../../ui/Button";
import { PasswordField, TextField } from "../../../ui/Field";
import { tell } from "../../../ui/Toast";
import styles from "../Settings.module.css";

const shortest = 8;

/** The first account, made in the desktop window: that needs none for itself, but every browser does. */
export function NewAccountSection() {
  const session = useSession();
  const [name, setName] = createSignal("admin");
  const [password, setPassword] = createSignal("");
  const [left, setLeft] = createSignal(false);
  const [error, setError] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const complete = () => name().trim() !== "" && password().length >= shortest;

  const create = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await createAccount(session.client, { username: name().trim(), password: password() });
      tell({ words: `The account ${name().trim()} was made` });
      await session.begin();
    } catch (reason) {
      setError(wordsOf(reason));
    }
    setBusy(false);
  };
  return (
    <section class={styles.section}>
      <h2>Account for browsers</h2>
      <p>There is none yet. With a name and a password you can see this Pulse in a browser, too; from other computers once it listens to the network.</p>
      <form class={styles.form} onSubmit={(event) => void create(event)}>
        <TextField label="Name" required autocomplete="username" value={name()} onInput={setName} />
        <PasswordField
          label="Password"
          required
          autocomplete="new-password"
          hint={`At least ${shortest} characters.`}
          value={password()}
          onInput={setPassword}
          onBlur={() => setLeft(true)}
          error={left() && password() !== "" && password().length < shortest ? `Take at least ${shortest} characters.` : undefined}
        />
        <Show when={error()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
        <div>
          <Button kind="primary" type="submit" busy={busy()} disabled={!complete()}>
            Create the account
          </Button>
        </div>
      </form>
    </section>
  );
}
