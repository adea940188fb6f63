import { createEffect, createSignal, onMount } from "solid-js";
import { wordsOf } from "../../api/errors";
import { signIn } from "../../api/session";
import { useSession } from "../../live/session";
import { Button } from "../../ui/Button";
import { PasswordField, TextField } from "../../ui/Field";
import { Logo } from "../../ui/Logo";
import { Threshold } from "../../ui/Threshold";
import { refusalWords } from "./refusalWords";
import styles from "./SignIn.module.css";

/** Name and password, and in words why they were refused. */
export default function SignInPage() {
  const session = useSession();
  const [name, setName] = createSignal("");
  const [password, setPassword] = createSignal("");
  const [error, setError] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  let form: HTMLFormElement | undefined;
  createEffect(() => (document.title = "Sign in · Pulse"));
  onMount(() => form?.querySelector("input")?.focus());

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const refusal = await signIn(session.client, name().trim(), password());
      if (refusal === undefined) await session.begin();
      else {
        setError(refusalWords(refusal));
        form?.querySelector<HTMLInputElement>("input[autocomplete=current-password]")?.select();
      }
    } catch (reason) {
      setError(wordsOf(reason));
    }
    setBusy(false);
  };

  return (
    <Threshold version={session.version()} note={session.status()?.hasHTTPS === true ? "The connection is encrypted" : undefined}>
      <main class={styles.place}>
        <form ref={(element) => (form = element)} class={styles.form} onSubmit={(event) => void submit(event)}>
          <div class={styles.brand}>
            <Logo />
            <span>Pulse</span>
          </div>
          <h1>Sign in</h1>
          <p class="soft">This Pulse runs on {window.location.hostname}.</p>
          <div class={styles.fields}>
            <TextField label="Name" required autocomplete="username" value={name()} onInput={setName} />
            <PasswordField label="Password" required autocomplete="current-password" value={password()} onInput={setPassword} error={error()} />
          </div>
          <Button class={styles.button} kind="primary" type="submit" busy={busy()}>
            Sign in
          </Button>
        </form>
      </main>
    </Threshold>
  );
}
