import { makeServerActions } from "../../api/addServer";
import { useClient } from "../../live/session";
import { Button } from "../../ui/Button";
import { ServerFlow } from "../../ui/ServerFlow";
import { createServerFlow } from "../../ui/serverFlow";
import styles from "./FirstRun.module.css";

/** The first server, or none for now. */
export function ServerStep(props: { onDone: () => void }) {
  const client = useClient();
  const flow = createServerFlow(makeServerActions(client, () => props.onDone()));
  return (
    <>
      <h1>Which server should Pulse watch?</h1>
      <p class={styles.lead}>One node of a Proxmox VE cluster is enough; the others are found. More servers can be added at any time.</p>
      <ServerFlow flow={flow} />
      <div class={styles.end}>
        <Button kind="quiet" onClick={() => props.onDone()}>
          Skip for now
        </Button>
      </div>
    </>
  );
}
