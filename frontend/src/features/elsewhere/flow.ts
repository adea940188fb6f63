import { createSignal } from "solid-js";
import { createStore } from "solid-js/store";
import { type Answer, type Credentials, type ElsewhereShell, type MetPulse, type Problem, type SeenPulse, answerOf } from "../../api/elsewhere";

/** The steps to another Pulse. */
export type ConnectStep = "address" | "certificate" | "access";

const order: readonly ConnectStep[] = ["address", "certificate", "access"];

/** How a person gets in. */
export type Way = "password" | "token";

interface Draft extends Credentials {
  readonly address: string;
  readonly way: Way;
}

/** The state of connecting to another Pulse, step by step. */
export type ConnectFlow = ReturnType<typeof createConnectFlow>;

/** Creates the flow; `onConnected` is called when the window is about to show the other Pulse. */
export function createConnectFlow(shell: ElsewhereShell, onConnected: () => void) {
  const [draft, setDraft] = createStore<Draft>({ address: "", way: "password", user: "", password: "", token: "" });
  const [step, setStep] = createSignal<ConnectStep>("address");
  const [seen, setSeen] = createSignal<SeenPulse>();
  const [met, setMet] = createSignal<MetPulse>();
  const [problem, setProblem] = createSignal<Problem>();
  const [busy, setBusy] = createSignal(false);

  /** Waits for one step; what is wrong stays where it belongs. */
  const ask = async (question: Promise<unknown>): Promise<Answer | undefined> => {
    setBusy(true);
    setProblem(undefined);
    const answer = await answerOf(question);
    setBusy(false);
    if (answer.problem === undefined) return answer;
    setProblem(answer.problem);
    if (answer.problem.field === "address" || answer.problem.field === "certificate") setStep("address");
    return undefined;
  };

  const meet = async () => {
    const place = seen();
    if (place === undefined) return;
    const answer = await ask(shell.Meet(place.url, pinOf(place)));
    if (answer?.met === undefined) return;
    setMet(answer.met);
    if (answer.met.url !== "") setSeen({ ...place, url: answer.met.url });
    setDraft({ way: answer.met.hasPassword ? "password" : "token" });
    setStep("access");
  };

  const look = async () => {
    const answer = await ask(shell.Look(draft.address));
    if (answer?.seen === undefined) return;
    setSeen(answer.seen);
    if (answer.seen.certificate?.trusted === true) await meet();
    else setStep("certificate");
  };

  const connect = async () => {
    const place = seen();
    if (place === undefined) return;
    if ((await ask(shell.Connect(place.url, pinOf(place), credentialsOf(draft)))) !== undefined) onConnected();
  };

  return {
    draft,
    set: (changes: Partial<Draft>) => {
      setProblem(undefined);
      setDraft(changes);
    },
    step,
    seen,
    met,
    busy,
    /** What is wrong with a field; a problem with none of them is told at the first of the step. */
    errorAt: (field: string, first = false) => {
      const found = problem();
      if (found === undefined) return undefined;
      return found.field === field || (first && !fields[step()].includes(found.field ?? "")) ? found.message : undefined;
    },
    stateOf: (name: ConnectStep) => (name === step() ? "now" : order.indexOf(name) < order.indexOf(step()) ? "done" : "next"),
    look,
    /** The certificate was compared, or that there is none was accepted. */
    confirm: meet,
    reject: () => {
      setStep("address");
      setProblem({ field: "address", message: "That was not the certificate of your Pulse. Nothing was sent. Check the address, and what stands between." });
    },
    goTo: (name: ConnectStep) => {
      setProblem(undefined);
      setStep(name);
    },
    connect,
  };
}

const fields: Readonly<Record<ConnectStep, readonly string[]>> = { address: ["address"], certificate: [], access: ["user", "password", "token"] };

/** What is pinned: nothing where an authority vouches for the certificate. */
function pinOf(place: SeenPulse): string {
  return place.certificate === undefined || place.certificate.trusted ? "" : place.certificate.fingerprint;
}

/** What is sent of what was entered. */
export function credentialsOf(entered: Credentials & { readonly way: Way }): Credentials {
  const { user, password, token } = entered;
  return entered.way === "token" ? { user: "", password: "", token } : { user, password, token: "" };
}
