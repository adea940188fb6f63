import { Show, createResource, createSignal } from "solid-js";
import { createStore } from "solid-js/store";
import { type Credentials, type Problem, answerOf, elsewhereShell, fetchElsewhereState } from "../../api/elsewhere";
import { loaded } from "../../lib/resource";
import { useSession } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { AccessFields } from "./AccessFields";
import { type Way, credentialsOf } from "./flow";
import styles from "./Elsewhere.module.css";

/** How often, and how long apart, it is looked whether the new token is used: another program may have to hear of it. */
const looks = 8;
const pause = 500;

/** Signs this computer in again at the Pulse elsewhere that the window shows. */
export function SignInThere() {
  const session = useSession();
  const shell = elsewhereShell();
  const [state] = createResource(() => fetchElsewhereState(session.client));
  const [met] = createResource(
    () => loaded(state),
    async (there) => (shell === undefined ? undefined : (await answerOf(shell.Meet(there.url, there.pinned ?? ""))).met),
  );
  const [entered, enter] = createStore<Credentials & { readonly way: Way }>({ way: "password", user: "", password: "", token: "" });
  const [problem, setProblem] = createSignal<Problem>();
  const [busy, setBusy] = createSignal(false);
  const open = () => loaded(met)?.needs === "nothing";

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const there = loaded(state);
    if (shell === undefined || there === undefined) return;
    setBusy(true);
    const answer = await answerOf(shell.SignIn(there.id, credentialsOf(entered)));
    setProblem(answer.problem);
    for (let i = 0; answer.problem === undefined && session.phase() !== "in" && i < looks; i++) {
      await session.begin().catch(() => undefined);
      if (session.phase() !== "in") await new Promise((resolve) => setTimeout(resolve, pause));
    }
    setBusy(false);
  };
  const errorAt = (field: string, first = false) => {
    const found = problem();
    if (found === undefined) return undefined;
    return found.field === field || (first && !["user", "password", "token"].includes(found.field ?? "")) ? found.message : undefined;
  };
  return (
    <form class={styles.form} onSubmit={(event) => void submit(event)}>
      <Show when={!open()} fallback={<Banner tone="warning">It asks nobody for a sign-in: everybody who reaches it can change it.</Banner>}>
        <AccessFields
          {...entered}
          onChange={(changes) => {
            setProblem(undefined);
            enter(changes);
          }}
          errorAt={errorAt}
        />
      </Show>
      <div>
        <Button kind="primary" type="submit" busy={busy()} disabled={loaded(state) === undefined}>
          {open() ? "Show it" : "Sign in"}
        </Button>
      </div>
    </form>
  );
}
