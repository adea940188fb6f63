import { Show, createSignal, onMount } from "solid-js";
import { ApiError, wordsOf } from "../../api/errors";
import { createAccount, signIn } from "../../api/session";
import { useSession } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { PasswordField, TextField } from "../../ui/Field";
import styles from "./FirstRun.module.css";

const shortest = 8;

/** The first account. From another computer it needs the code that the server printed. */
export function AccountStep(props: { onDone: (name: string) => void }) {
  const session = useSession();
  const [name, setName] = createSignal("admin");
  const [password, setPassword] = createSignal("");
  const [code, setCode] = createSignal("");
  const [codeNeeded, setCodeNeeded] = createSignal(session.status()?.bootstrapRequired === true);
  const [left, setLeft] = createSignal(false);
  const [error, setError] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  let form: HTMLFormElement | undefined;
  onMount(() => form?.querySelector("input")?.focus());

  const tooShort = () => (left() && password().length < shortest ? `Take at least ${shortest} characters.` : undefined);
  const complete = () => name().trim() !== "" && password().length >= shortest && (!codeNeeded() || code().trim() !== "");

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await createAccount(session.client, { username: name().trim(), password: password(), setupCode: codeNeeded() ? code().trim() : undefined });
      if (session.client.connection.token === undefined) await signIn(session.client, name().trim(), password());
      props.onDone(name().trim());
    } catch (reason) {
      if (reason instanceof ApiError && (reason.status === 401 || reason.status === 403)) setCodeNeeded(true);
      setError(wordsOf(reason));
    }
    setBusy(false);
  };

  return (
    <>
      <h1>Choose a name and a password.</h1>
      <p class={styles.lead}>With them you sign in to this Pulse from any browser. You can change them later.</p>
      <form ref={(element) => (form = element)} class={styles.form} onSubmit={(event) => void submit(event)}>
        <Show when={codeNeeded()}>
          <TextField
            mono
            label="Setup code"
            hint="The server printed it when it started; it also stands in the file .setup-code of its data folder."
            placeholder="XXXX-XXXX-XXXX"
            autocomplete="off"
            value={code()}
            onInput={setCode}
          />
        </Show>
        <TextField label="Name" required autocomplete="username" value={name()} onInput={setName} />
        <PasswordField
          label="Password"
          required
          autocomplete="new-password"
          hint={`At least ${shortest} characters.`}
          value={password()}
          onInput={setPassword}
          onBlur={() => setLeft(true)}
          error={tooShort()}
        />
        <Show when={error()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
        <div class={styles.end}>
          <Button kind="primary" type="submit" busy={busy()} disabled={!complete()}>
            Create the account
          </Button>
        </div>
      </form>
    </>
  );
}
