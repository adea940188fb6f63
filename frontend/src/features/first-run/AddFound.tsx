import { Show } from "solid-js";
import { makeServerActions } from "../../api/addServer";
import type { FoundServer } from "../../api/discovery";
import { useClient } from "../../live/session";
import { Button } from "../../ui/Button";
import { ServerFlow } from "../../ui/ServerFlow";
import { createServerFlow } from "../../ui/serverFlow";
import { addressOf } from "./FoundList";
import { StepTitle } from "./StepTitle";
import styles from "./FirstRun.module.css";

interface AddFoundProps {
  readonly server: FoundServer;
  /** Where it stands among those that were ticked. */
  readonly number: number;
  readonly of: number;
  readonly onAdded: () => void;
  readonly onSkip: () => void;
}

/** Adds one of the servers that were found; its address is looked at by itself. */
export function AddFound(props: AddFoundProps) {
  const client = useClient();
  const flow = createServerFlow(makeServerActions(client, () => props.onAdded()));
  // eslint-disable-next-line solid/reactivity -- the steps are for one server and are thrown away with it
  const { server } = props;
  if (server.type !== "unknown") flow.chooseKind(server.type);
  flow.set({ host: addressOf(server) });
  void flow.lookAtAddress();
  return (
    <>
      <StepTitle>{server.hostname ?? addressOf(server)}</StepTitle>
      <p class={styles.lead}>
        Server {props.number} of {props.of}. Compare its certificate, then give Pulse access that can read and nothing more.
      </p>
      <ServerFlow flow={flow} />
      <Show when={flow.registered() === undefined}>
        <div class={styles.end}>
          <Button kind="quiet" onClick={() => props.onSkip()}>
            Skip this one
          </Button>
        </div>
      </Show>
    </>
  );
}
