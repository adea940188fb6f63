import type { UpdateStatus } from "../../api/updates";
import styles from "./Updates.module.css";
import shared from "./Settings.module.css";

interface UpdateProgressProps {
  readonly status: UpdateStatus;
  /** The server does not answer at the moment. */
  readonly away: boolean;
}

/** How far an update is. */
export function UpdateProgress(props: UpdateProgressProps) {
  const words = () => (props.away ? "Pulse restarts. This page connects again by itself" : props.status.message);
  return (
    <section class={shared.section} aria-label="Update under way">
      <h2>An update is under way</h2>
      <progress class={styles.progress} max={100} value={props.status.progress} aria-label="Progress of the update" />
      <p aria-live="polite">{words()}.</p>
    </section>
  );
}
