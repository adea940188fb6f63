import { For, Match, Show, Switch, createEffect, createResource, createSignal, on, onCleanup } from "solid-js";
import { wordsOf } from "../../api/errors";
import { type Discovery, type FoundServer, fetchDiscovery, startDiscovery } from "../../api/discovery";
import { loaded } from "../../lib/resource";
import { capital } from "../../lib/words";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { serverKinds } from "../../ui/serverKinds";
import styles from "./FoundServers.module.css";

interface FoundServersProps {
  readonly onPick: (server: FoundServer) => void;
}

/** How often a search that runs is looked at, besides what the feed tells of it. */
const look = 3000;

/** The servers that were found in the network, to pick one of them. */
export function FoundServers(props: FoundServersProps) {
  const live = useLive();
  const client = useClient();
  const [found, { refetch, mutate }] = createResource(() => fetchDiscovery(client));
  const [network, setNetwork] = createSignal<string>();
  const [refused, setRefused] = createSignal<string>();
  const [waiting, setWaiting] = createSignal(false);
  const scanning = () => waiting() || loaded(found)?.scanning === true;
  const problem = () => refused() ?? (found.state === "errored" ? wordsOf(found.error) : undefined);
  createEffect(on(live.lastEvent, (event) => event?.type.startsWith("discovery_") === true && void refetch(), { defer: true }));
  createEffect(() => {
    if (loaded(found)?.scanning !== true) return;
    const timer = setTimeout(() => void refetch(), look);
    onCleanup(() => clearTimeout(timer));
  });

  const search = async () => {
    setWaiting(true);
    setRefused(undefined);
    try {
      const answer = await startDiscovery(client, (network() ?? "").trim());
      if (answer !== undefined) mutate({ ...answer, cached: answer.cached || !answer.scanning });
    } catch (error) {
      setRefused(wordsOf(error));
    }
    setWaiting(false);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void search();
  };

  return (
    <section class={styles.found} aria-labelledby="found-servers">
      <div class={styles.head}>
        <h2 id="found-servers">Found in your network</h2>
        <Button kind="text" busy={scanning()} onClick={() => void search()}>
          {scanning() ? "Looking" : "Look again"}
        </Button>
        <Show when={network() === undefined}>
          <Button kind="text" onClick={() => setNetwork("")}>
            Look in another network
          </Button>
        </Show>
      </div>
      <Show when={network() !== undefined}>
        <form class={styles.other} onSubmit={submit}>
          <TextField
            label="Network"
            hint="A private network of at most 4096 addresses."
            placeholder="192.168.1.0/24"
            value={network() ?? ""}
            onInput={setNetwork}
            error={refused()}
          />
          <Button type="submit" busy={scanning()}>
            Look there
          </Button>
        </form>
      </Show>
      <Show when={network() === undefined && problem()}>{(words) => <Banner tone="warning">The network could not be searched. {words()}</Banner>}</Show>
      <Results found={loaded(found)} scanning={scanning()} failed={problem() !== undefined} onPick={(server) => props.onPick(server)} />
    </section>
  );
}

interface ResultsProps extends FoundServersProps {
  readonly found: Discovery | undefined;
  readonly scanning: boolean;
  readonly failed: boolean;
}

function Results(props: ResultsProps) {
  return (
    <>
      <For each={props.found?.errors}>{(words) => <p class={styles.note}>{capital(words)}.</p>}</For>
      <Switch>
        <Match when={(props.found?.servers.length ?? 0) > 0}>
          <ul class={styles.list}>
            <For each={props.found?.servers}>{(server) => <FoundRow server={server} onPick={() => props.onPick(server)} />}</For>
          </ul>
        </Match>
        <Match when={props.scanning}>
          <p class={styles.note} role="status">
            Looking for servers. What is found appears here.
          </p>
        </Match>
        <Match when={props.found !== undefined && !props.failed}>
          <p class={styles.note} role="status">
            {props.found?.cached === true
              ? "No server was found that is not watched already. In a container Pulse sees only the container's own network: look in another one, or enter the address below."
              : "Nobody has looked yet."}
          </p>
        </Match>
      </Switch>
    </>
  );
}

/** One found server: its name, what it is and where. */
function FoundRow(props: { server: FoundServer; onPick: () => void }) {
  const address = () => `${props.server.ip}:${props.server.port}`;
  const name = () => props.server.hostname ?? address();
  return (
    <li class={styles.row} title={capitalLines(props.server.evidence)}>
      <span class="strong cut">{name()}</span>
      <span class="soft">{kindWords(props.server)}</span>
      <span class="mono soft">{address()}</span>
      <Button small aria-label={`Add ${name()}, ${kindWords(props.server)}`} onClick={() => props.onPick()}>
        Add
      </Button>
    </li>
  );
}

function kindWords(server: FoundServer): string {
  if (server.type === "unknown") return "of an unknown kind";
  const { name } = serverKinds[server.type];
  return server.version === "Unknown" ? name : `${name} ${server.version}`;
}

function capitalLines(lines: readonly string[]): string {
  return lines.map((line) => line.charAt(0).toUpperCase() + line.slice(1)).join("\n");
}
