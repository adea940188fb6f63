import { For, Match, Show, Switch, createResource, createSignal } from "solid-js";
import { type ServiceOutcome, type ServiceShell, controlService, fetchService, installService, removeService } from "../../api/osService";
import { loaded } from "../../lib/resource";
import { Banner } from "../../ui/Banner";
import { CopyButton } from "../../ui/CopyButton";
import { tell } from "../../ui/Toast";
import { ServiceControls } from "./ServiceControls";
import { ServiceOffer } from "./ServiceOffer";
import own from "./Service.module.css";
import styles from "./Settings.module.css";

/** Pulse as a service of this computer: what that means, and the way there and back. */
export function ServiceSection(props: { shell: ServiceShell }) {
  const [service, { refetch }] = createResource(() => fetchService(props.shell));
  const [outcome, setOutcome] = createSignal<ServiceOutcome>();
  const [busy, setBusy] = createSignal(false);
  const change = async (done: string, step: (shell: ServiceShell) => Promise<ServiceOutcome>) => {
    setBusy(true);
    setOutcome(undefined);
    try {
      const came = await step(props.shell);
      setOutcome(came);
      if (came.problem === undefined) tell({ words: done });
    } catch (error) {
      setOutcome({ problem: error instanceof Error ? error.message : String(error), notes: [] });
    }
    setBusy(false);
    void refetch();
  };
  return (
    <section class={styles.section} aria-busy={busy()}>
      <h2>Run as a service</h2>
      <Switch>
        <Match when={service.state === "errored"}>
          <Banner tone="critical">{service.error instanceof Error ? service.error.message : String(service.error)}</Banner>
        </Match>
        <Match when={loaded(service)}>
          {(state) => (
            <Show
              when={state().state === "none"}
              fallback={
                <ServiceControls
                  service={state()}
                  busy={busy()}
                  onControl={(action, done) => void change(done, (shell) => controlService(shell, action))}
                  onRemove={() => void change("The service is removed.", removeService)}
                />
              }
            >
              <ServiceOffer service={state()} busy={busy()} onInstall={() => void change("Pulse runs as a service now.", installService)} />
            </Show>
          )}
        </Match>
      </Switch>
      <Show when={outcome()}>{(came) => <Outcome outcome={came()} />}</Show>
    </section>
  );
}

/** Why it did not work, with the way around; else what else there is to know. */
function Outcome(props: { outcome: ServiceOutcome }) {
  return (
    <div class={own.outcome}>
      <Show when={props.outcome.problem}>{(problem) => <Banner tone="critical">{problem()}</Banner>}</Show>
      <Show when={props.outcome.command}>
        {(command) => (
          <p class="small">
            To do it in a terminal instead, end Pulse and type <code class="mono">{command()}</code> <CopyButton text={command()} />
          </p>
        )}
      </Show>
      <For each={props.outcome.notes}>{(note) => <Banner tone="warning">{note}</Banner>}</For>
    </div>
  );
}
