import { A } from "@solidjs/router";
import { Match, Show, Switch, createMemo, createResource, createSignal } from "solid-js";
import { handsOutAgents } from "../../api/agents";
import { wordsOf } from "../../api/errors";
import { addToken } from "../../api/tokens";
import { agentCommand, isLoopback } from "../../domain/agentCommand";
import { hostLabel } from "../../domain/docker";
import { loaded } from "../../lib/resource";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { CopyButton } from "../../ui/CopyButton";
import { TextField } from "../../ui/Field";
import { StatusMark } from "../../ui/StatusMark";
import { Step } from "../../ui/Steps";
import { SettingsShell } from "./SettingsShell";
import styles from "./Settings.module.css";
import flow from "../../ui/ServerFlow.module.css";

const list = "/settings/connections";

/** Adds a Docker host: a command for it, which installs the agent, and the wait for its first report. */
export default function AddDockerPage() {
  const client = useClient();
  const [address, setAddress] = createSignal(client.connection.url === "" ? window.location.origin : client.connection.url);
  const [name, setName] = createSignal("");
  const [command, setCommand] = createSignal<string>();
  const [error, setError] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const complete = () => /^https?:\/\/[^\s/]+/.test(address().trim()) && name().trim() !== "";

  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const token = await addToken(client, { name: `Docker host ${name().trim()}`, scopes: ["agent"] });
      setCommand(agentCommand(address(), token));
    } catch (reason) {
      setError(wordsOf(reason));
    }
    setBusy(false);
  };

  return (
    <SettingsShell
      title="Add a Docker host"
      current="Connections"
      parent={{ title: "Connections", href: list }}
      actions={
        <A class="link" href={list}>
          {command() === undefined ? "Cancel" : "Close"}
        </A>
      }
    >
      <div class={styles.flow}>
        <div class={styles.steps}>
          <Step number={1} title="Command" state={command() === undefined ? "now" : "done"} summary={`for ${name().trim()}, with a token of its own`}>
            <p class="soft">A small program on the host reads Docker and reports here every 30 seconds. Pulse never connects to the host.</p>
            <form class={flow.form} onSubmit={(event) => void make(event)}>
              <TextField label="Name of the host" hint="Names its token; the host itself tells Pulse what it is called." placeholder="docker1" required maxlength={80} value={name()} onInput={setName} />
              <TextField label="Address of this Pulse, as the host reaches it" inputmode="url" required value={address()} onInput={setAddress} />
              <Show when={isLoopback(address())}>
                <Banner
                  tone="warning"
                  action={
                    <A class="link" href="/settings/security/network">
                      Where Pulse listens
                    </A>
                  }
                >
                  Only this computer reaches that address. Enter the one that this Pulse has in your network.
                </Banner>
              </Show>
              <NoAgents />
              <Show when={error()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
              <div>
                <Button kind="primary" type="submit" busy={busy()} disabled={!complete()}>
                  Make the command
                </Button>
              </div>
            </form>
          </Step>
          <Step number={2} title="On the host" state={command() === undefined ? "next" : "now"}>
            <Show when={command()} fallback={<p class="soft">The command installs the agent as a service. What it reports appears here.</p>}>
              {(line) => <Run command={line()} />}
            </Show>
          </Step>
        </div>
        <Help />
      </div>
    </SettingsShell>
  );
}

/** Says so where the command would find nothing to fetch. */
function NoAgents() {
  const client = useClient();
  const [present] = createResource(() => handsOutAgents(client).catch(() => undefined));
  return (
    <Show when={loaded(present) === false}>
      <Banner tone="warning">
        This Pulse has no agents to hand out, so the command cannot fetch one. Packages have them; where Pulse was built by hand, <span class="mono">make agents</span>{" "}
        puts them into the folder <span class="mono">agents</span> beside the program.
      </Banner>
    </Show>
  );
}

/** The command, and who has reported since it was made. */
function Run(props: { command: string }) {
  const live = useLive();
  const before = new Set(live.dockerHosts().map(({ host }) => host.id));
  const arrived = createMemo(() => live.dockerHosts().find(({ host }) => !before.has(host.id)));
  return (
    <>
      <p class="soft">Run this once as root on the host. The token stands only here: Pulse keeps its hash, and shows it under Security, API tokens.</p>
      <div class={`mono ${flow.commands} ${flow.wrapped}`}>
        {props.command}
        <span class={flow.copy}>
          <CopyButton text={props.command} />
        </span>
      </div>
      <p class={flow.waiting} role="status">
        <Switch fallback="Waiting for the first report">
          <Match when={arrived()}>
            {(found) => (
              <>
                <span>
                  <b class="strong">{hostLabel(found().host)}</b> reports {counted(found().containers.length, "container")}.
                </span>
                <A class="link" href="/docker">
                  Show Docker
                </A>
              </>
            )}
          </Match>
        </Switch>
      </p>
    </>
  );
}

function Help() {
  return (
    <aside class={styles.help} aria-label="About the agent">
      <section>
        <h2>What the command does</h2>
        <ul>
          <li>
            <StatusMark status="running" good label="" />
            <span>installs one program and a service for it</span>
          </li>
          <li>
            <StatusMark status="running" good label="" />
            <span>its token can report, and neither read nor change anything here</span>
          </li>
        </ul>
      </section>
      <section>
        <h2>To undo it</h2>
        <p>
          Run the script with <span class="mono">--uninstall</span> on the host, and delete its token here.
        </p>
      </section>
    </aside>
  );
}
