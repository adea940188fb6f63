import { createSignal, onMount } from "solid-js";
import { wordsOf } from "../../api/errors";
import { signIn } from "../../api/session";
import { useSession } from "../../live/session";
import { Button } from "../../ui/Button";
import { PasswordField, TextField } from "../../ui/Field";
import { createLock } from "./lock";
import { refusalWords } from "./refusalWords";
import styles from "./SignIn.module.css";

/** Name and password, and in words why they were refused. */
export function PasswordSignIn() {
  const session = useSession();
  const lock = createLock();
  const [name, setName] = createSignal(session.status()?.authUsername ?? "");
  const [password, setPassword] = createSignal("");
  const [refused, setRefused] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  let form: HTMLFormElement | undefined;
  onMount(() => form?.querySelector<HTMLInputElement>(name() === "" ? "input" : "input[autocomplete=current-password]")?.focus());

  const locked = () => lock.minutesFor(name().trim());
  const error = () => {
    const minutes = locked();
    return minutes === undefined ? refused() : refusalWords({ kind: "locked", minutes });
  };
  const edit = (change: () => void) => {
    setRefused(undefined);
    change();
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setRefused(undefined);
    try {
      const refusal = await signIn(session.client, name().trim(), password());
      if (refusal === undefined) await session.begin();
      else {
        lock.note(name().trim(), refusal);
        if (lock.minutesFor(name().trim()) === undefined) setRefused(refusalWords(refusal));
        form?.querySelector<HTMLInputElement>("input[autocomplete=current-password]")?.select();
      }
    } catch (reason) {
      setRefused(wordsOf(reason));
    }
    setBusy(false);
  };

  return (
    <form ref={(element) => (form = element)} onSubmit={(event) => void submit(event)}>
      <div class={styles.fields}>
        <TextField label="Name" required autocomplete="username" value={name()} onInput={(value) => edit(() => setName(value))} />
        <PasswordField label="Password" required autocomplete="current-password" value={password()} onInput={(value) => edit(() => setPassword(value))} error={error()} />
      </div>
      <Button class={styles.button} kind="primary" type="submit" busy={busy()} disabled={locked() !== undefined}>
        Sign in
      </Button>
    </form>
  );
}
