import { For, Match, Switch, createEffect, createSignal } from "solid-js";
import { useSession } from "../../live/session";
import { Logo } from "../../ui/Logo";
import { StepNumber } from "../../ui/Steps";
import { Threshold } from "../../ui/Threshold";
import { AccountStep } from "./AccountStep";
import { ServerStep } from "./ServerStep";
import { ToldStep } from "./ToldStep";
import styles from "./FirstRun.module.css";

const steps = [
  { title: "Account", about: "who may see and change this" },
  { title: "Servers", about: "what should be watched" },
  { title: "Being told", about: "where alerts are sent" },
] as const;

/** The first minutes: an account, a server, and who is told. Only the first is required. */
export default function FirstRunPage() {
  const session = useSession();
  const [at, setAt] = createSignal(0);
  const [account, setAccount] = createSignal<string>();
  createEffect(() => (document.title = "Set up · Pulse"));
  const finish = () => void session.begin();
  const about = (index: number) => (index === 0 ? (account() ?? steps[0].about) : steps[index]?.about);
  return (
    <Threshold version={session.version()} note={`Step ${at() + 1} of ${steps.length}`}>
      <main class={styles.page}>
        <div class={styles.side}>
          <div class={styles.brand}>
            <Logo />
            <span>Pulse</span>
          </div>
          <ol>
            <For each={steps}>
              {(step, index) => (
                <li data-now={index() === at() ? "" : undefined} aria-current={index() === at() ? "step" : undefined}>
                  <StepNumber number={index() + 1} state={index() < at() ? "done" : index() === at() ? "now" : "next"} />
                  <span>
                    <b>{step.title}</b>
                    <span class="quiet small">{about(index())}</span>
                  </span>
                </li>
              )}
            </For>
          </ol>
          <p class={styles.say}>Everything stays on this computer. Pulse sends nothing anywhere unless you set it up here.</p>
        </div>
        <div class={styles.content}>
          <Switch>
            <Match when={at() === 0}>
              <AccountStep
                onDone={(name) => {
                  setAccount(`${name}, set a moment ago`);
                  setAt(1);
                }}
              />
            </Match>
            <Match when={at() === 1}>
              <ServerStep onDone={() => setAt(2)} />
            </Match>
            <Match when={at() === 2}>
              <ToldStep onDone={finish} />
            </Match>
          </Switch>
        </div>
      </main>
    </Threshold>
  );
}
