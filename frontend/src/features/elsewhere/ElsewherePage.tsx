import { Show, createResource, createSignal } from "solid-js";
import { type ElsewhereShell, answerOf, elsewhereShell, fetchKnownPulses } from "../../api/elsewhere";
import { loaded } from "../../lib/resource";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Skeleton } from "../../ui/Skeleton";
import { tell } from "../../ui/Toast";
import { SettingsShell } from "../settings/SettingsShell";
import { ConnectSteps } from "./ConnectSteps";
import { PulseList } from "./PulseList";
import { createConnectFlow } from "./flow";
import styles from "./Elsewhere.module.css";

/** Which Pulse the window shows: that of this computer, or one elsewhere; only in the desktop window. */
export default function ElsewherePage() {
  const shell = elsewhereShell();
  return (
    <SettingsShell title="Other Pulse servers" current="Other Pulse servers" fact="only for this account">
      <Show when={shell} fallback={<EmptyState sentence="These choices belong to the desktop program; this is a browser." />}>
        {(found) => <Choices shell={found()} />}
      </Show>
    </SettingsShell>
  );
}

function Choices(props: { shell: ElsewhereShell }) {
  const [known, { refetch }] = createResource(() => fetchKnownPulses(props.shell));
  const [adding, setAdding] = createSignal(false);
  const use = async (id: string, name: string) => {
    const { problem } = await answerOf(props.shell.Use(id));
    tell(problem === undefined ? { words: `The window shows ${name} in a moment.` } : { words: problem.message, failed: true });
    void refetch();
  };
  const forget = async (id: string, name: string) => {
    const { problem, left } = await answerOf(props.shell.Forget(id));
    if (problem !== undefined) tell({ words: problem.message, failed: true });
    else tell({ words: left === undefined ? `${name} is forgotten.` : `${name} is forgotten here. It did not answer: delete its token "${left}" there, under Security.`, failed: left !== undefined });
    void refetch();
  };
  return (
    <>
      <section class={styles.section}>
        <h2>Shown in this window</h2>
        <p>While another Pulse is shown, this computer watches nothing itself: icon, notices and window follow the other one.</p>
        <Show when={loaded(known)} fallback={<Skeleton label="Loading the list" rows={2} />}>
          {(list) => <PulseList known={list()} onUse={(id, name) => void use(id, name)} onForget={(id, name) => void forget(id, name)} />}
        </Show>
      </section>
      <section class={styles.section}>
        <h2>Connect to another one</h2>
        <Show
          when={adding()}
          fallback={
            <Button onClick={() => setAdding(true)}>Connect</Button>
          }
        >
          <Connecting shell={props.shell} onConnected={() => void refetch()} />
        </Show>
      </section>
    </>
  );
}

function Connecting(props: { shell: ElsewhereShell; onConnected: () => void }) {
  const [done, setDone] = createSignal(false);
  // eslint-disable-next-line solid/reactivity -- the window has one shell for as long as it lives
  const flow = createConnectFlow(props.shell, () => {
    setDone(true);
    props.onConnected();
  });
  return (
    <Show when={!done()} fallback={<p role="status">Connected. The window shows it in a moment.</p>}>
      <ConnectSteps flow={flow} />
    </Show>
  );
}
