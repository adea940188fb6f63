import { type NewAccount, createAccount } from "../../../api/session";
import { useSession } from "../../../live/session";
import { AccountForm } from "../../../ui/AccountForm";
import { tell } from "../../../ui/Toast";
import styles from "../Settings.module.css";

/** The first account, made in the desktop window: that needs none for itself, but every browser does. */
export function NewAccountSection() {
  const session = useSession();
  const create = async (account: NewAccount) => {
    await createAccount(session.client, account);
    tell({ words: `The account ${account.username} was made` });
    await session.begin();
  };
  return (
    <section class={styles.section}>
      <h2>Account for browsers</h2>
      <p>There is none yet. With a name and a password you can see this Pulse in a browser, too; from other computers once it listens to the network.</p>
      <AccountForm class={styles.form} create={create} />
    </section>
  );
}
