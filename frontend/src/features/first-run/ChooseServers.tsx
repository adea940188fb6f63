import { Show, createEffect, createResource, createSignal, onCleanup } from "solid-js";
import { makeServerActions } from "../../api/addServer";
import { type FoundServer, fetchDiscovery } from "../../api/discovery";
import { loaded } from "../../lib/resource";
import { counted, inWords } from "../../lib/words";
import { useClient } from "../../live/session";
import { Button } from "../../ui/Button";
import { ServerFlow } from "../../ui/ServerFlow";
import { createServerFlow } from "../../ui/serverFlow";
import { FoundList, addressOf } from "./FoundList";
import { StepTitle } from "./StepTitle";
import styles from "./FirstRun.module.css";

/** How often the search for servers is looked at while it runs. */
const look = 3000;

interface ChooseServersProps {
  readonly onChosen: (servers: readonly FoundServer[]) => void;
  /** A server whose address was typed is watched. */
  readonly onTyped: () => void;
  readonly onSkip: () => void;
}

/** The servers that answer in the network, all ticked, and the way to type an address. */
export function ChooseServers(props: ChooseServersProps) {
  const client = useClient();
  const flow = createServerFlow(makeServerActions(client, () => props.onTyped()));
  const [found, { refetch }] = createResource(() => fetchDiscovery(client).catch(() => undefined)); // without a search an address is typed
  const [unticked, setUnticked] = createSignal<ReadonlySet<string>>(new Set());
  const servers = () => loaded(found)?.servers ?? [];
  const chosen = () => servers().filter((server) => !unticked().has(addressOf(server)));
  const listed = () => servers().length > 0 && flow.step() === "address";
  const toggle = (address: string) => {
    const others = new Set(unticked());
    if (!others.delete(address)) others.add(address);
    setUnticked(others);
  };
  createEffect(() => {
    if (loaded(found)?.scanning !== true) return;
    const timer = setTimeout(() => void refetch(), look);
    onCleanup(() => clearTimeout(timer));
  });
  return (
    <>
      <StepTitle>{servers().length === 0 ? "Which server should Pulse watch?" : `${foundWords(servers().length)} Which should Pulse watch?`}</StepTitle>
      <p class={styles.lead}>
        {servers().length === 0
          ? "One node of a Proxmox VE cluster is enough; the others are found. More servers can be added at any time."
          : "Nothing has been sent to them but a hello. What follows compares each certificate and asks for read access."}
      </p>
      <Show when={listed() && loaded(found)}>
        {(discovery) => (
          <>
            <FoundList found={discovery()} chosen={new Set(chosen().map(addressOf))} onToggle={toggle} />
            <div class={styles.end}>
              <Button kind="primary" disabled={chosen().length === 0} onClick={() => props.onChosen(chosen())}>
                Add {counted(chosen().length, "server")}
              </Button>
            </div>
            <h2 class={styles.other}>Or by its address</h2>
          </>
        )}
      </Show>
      <ServerFlow flow={flow} />
      <Show when={flow.registered() === undefined}>
        <div class={styles.end}>
          <Button kind="quiet" onClick={() => props.onSkip()}>
            Skip for now
          </Button>
        </div>
      </Show>
    </>
  );
}

function foundWords(count: number): string {
  return count === 1 ? "There is one server on this network." : `There are ${inWords(count)} servers on this network.`;
}
