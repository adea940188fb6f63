import { Button } from "../../../ui/Button";
import { CopyButton } from "../../../ui/CopyButton";
import { Dialog } from "../../../ui/Dialog";
import styles from "./Security.module.css";

/** A secret that was just made. */
export interface MadeSecret {
  readonly name: string;
  readonly secret: string;
}

/** Shows a secret, this once. It closes only by its buttons, so that a click beside it loses nothing. */
export function SecretDialog(props: { readonly made: MadeSecret; readonly onClose: () => void }) {
  return (
    <Dialog
      open
      firm
      onClose={() => props.onClose()}
      title={`The token ${props.made.name}`}
      description="Copy it now: Pulse keeps only its hash and cannot show it again."
      actions={
        <Button kind="primary" onClick={() => props.onClose()}>
          I have kept it
        </Button>
      }
    >
      <div class={styles.secret}>
        <code class="mono">{props.made.secret}</code>
        <CopyButton text={props.made.secret} />
      </div>
      <p class="quiet small">Programs send it in the header X-API-Token, or as Authorization: Bearer.</p>
    </Dialog>
  );
}
