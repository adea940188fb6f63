import { Dialog } from "@kobalte/core/dialog";
import { Show, onCleanup, onMount } from "solid-js";
import { useSession } from "../../live/session";
import { Button } from "../../ui/Button";
import { Logo } from "../../ui/Logo";
import { Threshold } from "../../ui/Threshold";
import { SignInThere } from "../elsewhere/SignInThere";
import { Ways } from "./Ways";
import styles from "./SignIn.module.css";

/**
 * Stands over the page when its session has ended. The page below stays as it
 * is, with everything that was entered, and goes on after the sign-in.
 */
export default function SignInAgain() {
  const session = useSession();
  const look = () => void session.check(); // signed in meanwhile in another window
  onMount(() => window.addEventListener("focus", look));
  onCleanup(() => window.removeEventListener("focus", look));
  const stay = (event: Event) => event.preventDefault();
  return (
    <Dialog open>
      <Dialog.Portal>
        <Dialog.Content class={styles.over} onEscapeKeyDown={stay} onInteractOutside={stay} onOpenAutoFocus={stay}>
          <Threshold version={session.version()}>
            <div class={styles.place}>
              <div class={styles.form}>
                <div class={styles.brand}>
                  <Logo />
                  <span>Pulse</span>
                </div>
                <Dialog.Title as="h1">Sign in</Dialog.Title>
                <Dialog.Description class="soft">Your session has ended. Sign in again to go on where you were: what you entered is still there.</Dialog.Description>
                <Show when={session.client.connection.elsewhere} fallback={<Ways elsewhere />}>
                  <SignInThere />
                </Show>
                <p class={styles.note}>
                  <Button kind="text" onClick={() => window.location.assign("/")}>
                    Leave the page instead
                  </Button>
                </p>
              </div>
            </div>
          </Threshold>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog>
  );
}
