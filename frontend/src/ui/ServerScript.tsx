import { Match, Show, Switch, createEffect, createMemo, createResource, createSignal, onCleanup, untrack } from "solid-js";
import { loaded } from "../lib/resource";
import { Banner } from "./Banner";
import { Button } from "./Button";
import { CopyButton } from "./CopyButton";
import { CheckField } from "./Field";
import type { RegisteredServer, ScriptOffer, ServerFlowState } from "./serverFlow";
import styles from "./ServerFlow.module.css";

/** How often the list of connections is looked at for the server that registers. */
const look = 2000;

/** A command for the server, which then registers itself; with the time that its code has left. */
export function ServerScript(props: { flow: ServerFlowState }) {
  const [backups, setBackups] = createSignal(false);
  const flow = untrack(() => props.flow); // one for the life of the page
  const [offer, { refetch }] = createResource(() => ({ backups: backups() }), (wanted) => flow.offerScript(wanted.backups));
  const left = createSecondsLeft(() => loaded(offer));
  awaitRegistration(flow);
  return (
    <>
      <p class="soft">
        Run this once as root on the server{flow.draft.type === "pbs" ? "" : ", or on any node of its cluster"}. It makes a user {flow.draft.type === "pmg" ? "" : "and a token "}that can read, and tells Pulse.
      </p>
      <Show when={flow.draft.type === "pve"}>
        <CheckField checked={backups()} onChange={setBackups}>
          Show backups, too
          <span class="soft"> Proxmox shows them only to somebody who could also delete them.</span>
        </CheckField>
      </Show>
      <Switch>
        <Match when={offer.state === "errored"}>
          <div class={styles.missing}>
            <Banner tone="critical">{flow.words(offer.error)}</Banner>
          </div>
        </Match>
        <Match when={loaded(offer)}>{(made) => <Command offer={made()} left={left()} onRenew={() => void refetch()} />}</Match>
      </Switch>
    </>
  );
}

function Command(props: { offer: ScriptOffer; left: number; onRenew: () => void }) {
  return (
    <>
      <div class={`mono ${styles.commands} ${styles.wrapped}`} data-over={props.left === 0 ? "" : undefined}>
        {props.offer.command}
        <span class={styles.copy}>
          <CopyButton text={props.offer.command} />
        </span>
      </div>
      <p class={styles.waiting}>
        <Show when={props.left > 0} fallback={<span role="status">The code is no longer valid.</span>}>
          <span role="status">Waiting for the server to answer</span>
        </Show>
        <a class="link" href={props.offer.url} target="_blank" rel="noreferrer">
          Read the script first
        </a>
        <Show
          when={props.left > 0}
          fallback={
            <Button kind="text" onClick={() => props.onRenew()}>
              New command
            </Button>
          }
        >
          <span class="soft">code valid for {timeWords(props.left)}</span>
        </Show>
      </p>
    </>
  );
}

/** The seconds that a code has left, counted down. */
function createSecondsLeft(offer: () => ScriptOffer | undefined) {
  const [now, setNow] = createSignal(Date.now());
  const timer = setInterval(() => setNow(Date.now()), 1000);
  onCleanup(() => clearInterval(timer));
  const left = createMemo(() => Math.max(0, Math.ceil((offer()?.expires ?? 0) - now() / 1000)));
  return left;
}

/** Looks for the server until it has registered itself, and goes on with it. */
function awaitRegistration(flow: ServerFlowState): void {
  const [watch] = createResource(() => flow.draft.type, (type) => flow.watchRegistration(type));
  createEffect(() => {
    const appeared = loaded(watch);
    if (appeared === undefined) return;
    const timer = setInterval(() => void lookFor(appeared, flow), look);
    onCleanup(() => clearInterval(timer));
  });
}

async function lookFor(appeared: () => Promise<RegisteredServer | undefined>, flow: ServerFlowState): Promise<void> {
  const server = await appeared().catch(() => undefined); // the next look may succeed
  if (server !== undefined && flow.registered() === undefined) await flow.greet(server);
}

/** "4 min" while it is long, then seconds. */
function timeWords(seconds: number): string {
  return seconds > 60 ? `${Math.ceil(seconds / 60)} min` : `${seconds} s`;
}
