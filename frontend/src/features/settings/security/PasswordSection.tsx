import { Show, createSignal } from "solid-js";
import { ApiError, wordsOf } from "../../../api/errors";
import { changePassword } from "../../../api/session";
import { shortestPassword, unfitWords } from "../../../lib/password";
import { useSession } from "../../../live/session";
import { Banner } from "../../../ui/Banner";
import { Button } from "../../../ui/Button";
import { PasswordField } from "../../../ui/Field";
import { tell } from "../../../ui/Toast";
import styles from "../Settings.module.css";

/** Another password, which ends every session. */
export function PasswordSection(props: { readonly fixed: boolean }) {
  return (
    <section class={styles.section}>
      <h2>Password</h2>
      <Show when={!props.fixed} fallback={<p>Name and password are set by PULSE_AUTH_USER and PULSE_AUTH_PASS. Change them there and start Pulse again.</p>}>
        <p>A new password signs out every browser, this one too.</p>
        <PasswordForm />
      </Show>
    </section>
  );
}

function PasswordForm() {
  const session = useSession();
  const [current, setCurrent] = createSignal("");
  const [next, setNext] = createSignal("");
  const [left, setLeft] = createSignal(false);
  const [wrong, setWrong] = createSignal<string>();
  const [failed, setFailed] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const unfit = () => (left() && next() !== "" ? unfitWords(next()) : undefined);

  const change = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setWrong(undefined);
    setFailed(undefined);
    try {
      await changePassword(session.client, current(), next());
      setCurrent("");
      setNext("");
      setLeft(false);
      tell({ words: "The password was changed. Every session has ended." });
      await session.check();
    } catch (reason) {
      if (reason instanceof ApiError && (reason.status === 401 || reason.status === 403)) setWrong(wordsOf(reason));
      else setFailed(wordsOf(reason));
    }
    setBusy(false);
  };
  return (
    <form class={styles.form} onSubmit={(event) => void change(event)}>
      <PasswordField label="Present password" autocomplete="current-password" value={current()} onInput={(value) => (setWrong(undefined), setCurrent(value))} error={wrong()} />
      <PasswordField
        label="New password"
        autocomplete="new-password"
        value={next()}
        onInput={setNext}
        onBlur={() => setLeft(true)}
        hint={`At least ${shortestPassword} characters.`}
        error={unfit()}
      />
      <Show when={failed()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
      <div>
        <Button kind="primary" type="submit" busy={busy()} disabled={current() === "" || unfitWords(next()) !== undefined}>
          Change password
        </Button>
      </div>
    </form>
  );
}
