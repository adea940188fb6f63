import { wordsOf } from "../../api/errors";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import styles from "./Message.module.css";

/** Stands in the place of a page that broke. */
export function ErrorPage(props: { error: unknown; onRetry: () => void }) {
  return (
    <main id="main" class={styles.message}>
      <h1>This page could not be drawn.</h1>
      <Banner tone="critical">{wordsOf(props.error)}</Banner>
      <p>Your servers are still being watched. Draw the page again; if that does not help, load it again with F5.</p>
      <Button kind="primary" onClick={() => props.onRetry()}>
        Draw it again
      </Button>
    </main>
  );
}
