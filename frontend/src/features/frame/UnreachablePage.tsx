import { Button } from "../../ui/Button";
import { Logo } from "../../ui/Logo";
import styles from "./Message.module.css";

/** Stands in the place of everything when the backend does not answer. */
export function UnreachablePage(props: { problem: string; onRetry: () => void }) {
  return (
    <main id="main" class={styles.message}>
      <Logo size={24} />
      <h1>Pulse does not answer.</h1>
      <p>{props.problem}</p>
      <Button kind="primary" onClick={() => props.onRetry()}>
        Try again
      </Button>
    </main>
  );
}
