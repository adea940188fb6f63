import { Show, createSignal } from "solid-js";
import { shortestPassword, unfitWords } from "../lib/password";
import { wordsOf } from "../lib/thrown";
import { Banner } from "./Banner";
import { Button } from "./Button";
import { PasswordField, TextField } from "./Field";

interface AccountFormProps {
  /** Makes the account; what it throws is shown. */
  readonly create: (account: { readonly username: string; readonly password: string; readonly setupCode?: string }) => Promise<void>;
  /** Asks for the code that the server printed, too. */
  readonly codeNeeded?: boolean;
  readonly ref?: (form: HTMLFormElement) => void;
  readonly class?: string;
  /** Of the line with the button. */
  readonly endClass?: string;
}

/** Name and password of the first account. */
export function AccountForm(props: AccountFormProps) {
  const [name, setName] = createSignal("admin");
  const [password, setPassword] = createSignal("");
  const [code, setCode] = createSignal("");
  const [left, setLeft] = createSignal(false);
  const [error, setError] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const unfit = () => (left() && password() !== "" ? unfitWords(password()) : undefined);
  const complete = () => name().trim() !== "" && unfitWords(password()) === undefined && (props.codeNeeded !== true || code().trim() !== "");

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await props.create({ username: name().trim(), password: password(), ...(props.codeNeeded === true ? { setupCode: code().trim() } : {}) });
    } catch (reason) {
      setError(wordsOf(reason));
    }
    setBusy(false);
  };
  return (
    <form ref={(form) => props.ref?.(form)} class={props.class} onSubmit={(event) => void submit(event)}>
      <Show when={props.codeNeeded}>
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
        hint={`At least ${shortestPassword} characters.`}
        value={password()}
        onInput={setPassword}
        onBlur={() => setLeft(true)}
        error={unfit()}
      />
      <Show when={error()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
      <div class={props.endClass}>
        <Button kind="primary" type="submit" busy={busy()} disabled={!complete()}>
          Create the account
        </Button>
      </div>
    </form>
  );
}
