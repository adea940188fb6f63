import { For, Match, Show, Switch, createResource, createSignal, onCleanup } from "solid-js";
import { type ElsewhereState, answerOf, elsewhereShell, fetchElsewhereState, fetchKnownPulses, thisComputer } from "../../api/elsewhere";
import { loaded } from "../../lib/resource";
import { useSession } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Logo } from "../../ui/Logo";
import { ShownCertificate } from "./ShownCertificate";
import { SignInThere } from "./SignInThere";
import styles from "./Elsewhere.module.css";

/** How often it is looked whether the other Pulse is back. */
const pause = 5_000;

/** Stands in the place of everything while the Pulse elsewhere that was chosen cannot be shown: why, and what can be done. */
export default function ElsewhereDoor(props: { name: string }) {
  const session = useSession();
  const [state, { refetch }] = createResource(() => fetchElsewhereState(session.client));
  const again = async () => {
    const now = await refetch();
    if (now !== undefined && now !== null && now.trouble === undefined) await session.begin();
  };
  const timer = setInterval(() => void again(), pause);
  onCleanup(() => clearInterval(timer));
  const kind = () => loaded(state)?.trouble?.kind;
  const words = () => loaded(state)?.trouble?.message ?? session.problem();
  return (
    <main id="main" class={styles.door}>
      <Logo size={24} />
      <Switch
        fallback={
          <>
            <h1>{upper(props.name)} cannot be reached.</h1>
            <p>{words()} It is tried again by itself.</p>
            <Button kind="primary" onClick={() => void again()}>
              Try again
            </Button>
          </>
        }
      >
        <Match when={kind() === "certificate" && loaded(state)}>{(now) => <Changed state={now()} onBelieved={() => void again()} />}</Match>
        <Match when={kind() === "sign-in"}>
          <h1>Sign in at {props.name}</h1>
          <p>{words()}</p>
          <SignInThere />
        </Match>
        <Match when={kind() === "keys"}>
          <h1>The key store is locked.</h1>
          <p>{words()}</p>
          <Button onClick={() => void elsewhereShell()?.TryAgain().then(again)}>Try again</Button>
          <SignInThere />
        </Match>
      </Switch>
      <Instead shown={loaded(state)?.id} />
    </main>
  );
}

/** The certificate is another one than before. */
function Changed(props: { state: ElsewhereState; onBelieved: () => void }) {
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const believe = async (fingerprint: string) => {
    setBusy(true);
    const answer = await answerOf(elsewhereShell()?.Believe(props.state.id, fingerprint) ?? Promise.resolve({}));
    setBusy(false);
    setProblem(answer.problem?.message);
    if (answer.problem === undefined) props.onBelieved();
  };
  return (
    <>
      <h1>{upper(props.state.name)} shows another certificate.</h1>
      <p>That is so after it was renewed. It can also mean that somebody stands in between. Nothing was sent to it. Compare it with the server's own before you go on.</p>
      <Show when={props.state.shown} fallback={<p>It cannot be read right now.</p>}>
        {(shown) => (
          <>
            <ShownCertificate certificate={shown()} before={props.state.pinned} />
            <Show when={props.state.id !== "service"} fallback={<p>The service writes down its certificate when it is installed: install it again, or look who answers in its place.</p>}>
              <Button kind="primary" busy={busy()} onClick={() => void believe(shown().fingerprint)}>
                They match
              </Button>
            </Show>
          </>
        )}
      </Show>
      <Show when={problem()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
    </>
  );
}

/** What can be shown instead. */
function Instead(props: { shown?: string }) {
  const [known] = createResource(async () => {
    const shell = elsewhereShell();
    return shell && fetchKnownPulses(shell);
  });
  const [problem, setProblem] = createSignal<string>();
  const use = async (id: string) => setProblem((await answerOf(elsewhereShell()?.Use(id) ?? Promise.resolve({}))).problem?.message);
  return (
    <div class={styles.instead}>
      <Button onClick={() => void use(thisComputer)}>Use this computer</Button>
      <For each={loaded(known)?.others.filter(({ id }) => id !== props.shown)}>{(other) => <Button onClick={() => void use(other.id)}>Use {other.name}</Button>}</For>
      <Show when={problem()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
    </div>
  );
}

function upper(name: string): string {
  return name.startsWith("the ") ? `T${name.slice(1)}` : name;
}
