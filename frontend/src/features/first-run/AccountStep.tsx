import { createSignal, onMount } from "solid-js";
import { ApiError } from "../../api/errors";
import { type NewAccount, createAccount, signIn } from "../../api/session";
import { useSession } from "../../live/session";
import { AccountForm } from "../../ui/AccountForm";
import styles from "./FirstRun.module.css";

/** The first account. From another computer it needs the code that the server printed. */
export function AccountStep(props: { onDone: (name: string) => void }) {
  const session = useSession();
  const [codeNeeded, setCodeNeeded] = createSignal(session.status()?.bootstrapRequired === true);
  let form: HTMLFormElement | undefined;
  const focusFirst = () => form?.querySelector("input")?.focus();
  onMount(focusFirst);

  const create = async (account: NewAccount) => {
    try {
      await createAccount(session.client, account);
      if (session.client.connection.token === undefined) await signIn(session.client, account.username, account.password);
    } catch (reason) {
      if (!codeNeeded() && reason instanceof ApiError && (reason.status === 401 || reason.status === 403)) {
        setCodeNeeded(true);
        focusFirst(); // the code is the next thing to enter
      }
      throw reason;
    }
    props.onDone(account.username);
  };
  return (
    <>
      <h1>Choose a name and a password.</h1>
      <p class={styles.lead}>With them you sign in to this Pulse from any browser. You can change them later.</p>
      <AccountForm ref={(element) => (form = element)} class={styles.form} endClass={styles.end} codeNeeded={codeNeeded()} create={create} />
    </>
  );
}
