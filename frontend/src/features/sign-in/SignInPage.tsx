import { createEffect } from "solid-js";
import { useSession } from "../../live/session";
import { Logo } from "../../ui/Logo";
import { Threshold } from "../../ui/Threshold";
import { Ways } from "./Ways";
import styles from "./SignIn.module.css";

/** The door: every way in, and in words why one did not open. */
export default function SignInPage() {
  const session = useSession();
  createEffect(() => (document.title = "Sign in · Pulse"));
  return (
    <Threshold version={session.version()} note={session.status()?.hasHTTPS === true ? "The connection is encrypted" : undefined}>
      <main class={styles.place}>
        <div class={styles.form}>
          <div class={styles.brand}>
            <Logo />
            <span>Pulse</span>
          </div>
          <h1>Sign in</h1>
          <p class="soft">This Pulse runs on {window.location.hostname}.</p>
          <Ways />
        </div>
      </main>
    </Threshold>
  );
}
