import { Match, Show, Switch, createResource } from "solid-js";
import { type Computer, type ComputerShell, computerShell, fetchComputer, testNotice } from "../../api/computer";
import { wordsOf } from "../../api/errors";
import { serviceShell } from "../../api/osService";
import { loaded } from "../../lib/resource";
import { dayAndTime } from "../../lib/time";
import { useLive } from "../../live/live";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { CheckField } from "../../ui/Field";
import { Skeleton } from "../../ui/Skeleton";
import { tell } from "../../ui/Toast";
import { ServiceSection } from "./ServiceSection";
import { SettingsShell } from "./SettingsShell";
import styles from "./Settings.module.css";

/** What Pulse does on this computer; only in the desktop window. */
export default function ComputerPage() {
  const shell = computerShell();
  return (
    <SettingsShell title="This computer" current="This computer" fact="only for this account">
      <Show when={shell} fallback={<EmptyState sentence="These choices belong to the desktop program; this is a browser." />}>
        {(found) => <Choices shell={found()} />}
      </Show>
    </SettingsShell>
  );
}

function Choices(props: { shell: ComputerShell }) {
  const live = useLive();
  const [computer, { mutate, refetch }] = createResource(() => fetchComputer(props.shell));
  const change = async (next: Computer) => {
    mutate(next);
    try {
      await props.shell.SetComputer(next);
    } catch (error) {
      tell({ words: wordsOf(error), failed: true });
    }
    void refetch(); // the system has the last word
    live.reloadTold();
  };
  const test = async () => {
    try {
      tell({ words: await testNotice(props.shell) });
    } catch (error) {
      tell({ words: wordsOf(error), failed: true });
    }
  };
  return (
    <Switch>
      <Match when={computer.state === "errored"}>
        <div class={styles.pad}>
          <Banner tone="critical">{wordsOf(computer.error)}</Banner>
        </div>
      </Match>
      <Match when={loaded(computer)}>
        {(current) => (
          <>
            <Notices computer={current()} onChange={(next) => void change(next)} onTest={() => void test()} />
            <Staying computer={current()} onChange={(next) => void change(next)} />
            <Show when={serviceShell()}>{(service) => <ServiceSection shell={service()} />}</Show>
          </>
        )}
      </Match>
      <Match when={true}>
        <Skeleton label="Loading the choices" />
      </Match>
    </Switch>
  );
}

interface PartProps {
  readonly computer: Computer;
  readonly onChange: (next: Computer) => void;
}

function Notices(props: PartProps & { onTest: () => void }) {
  return (
    <section class={styles.section}>
      <h2>Notices</h2>
      <p>Shown by this computer's own means, under the same rules as all notifications: quiet hours, snooze and planned work hold them back.</p>
      <Show when={props.computer.pausedUntil}>
        {(until) => (
          <Banner tone="warning" action={<Button kind="text" onClick={() => props.onChange({ ...props.computer, pausedUntil: 0 })}>Resume</Button>}>
            Notices are paused until {dayAndTime(until())}.
          </Banner>
        )}
      </Show>
      <div class={styles.form}>
        <CheckField checked={props.computer.critical} onChange={(critical) => props.onChange({ ...props.computer, critical })}>
          Critical alerts
        </CheckField>
        <CheckField checked={props.computer.warning} onChange={(warning) => props.onChange({ ...props.computer, warning })}>
          Warnings
        </CheckField>
        <CheckField checked={props.computer.resolved} onChange={(resolved) => props.onChange({ ...props.computer, resolved })}>
          Their end
        </CheckField>
        <div>
          <Button onClick={() => props.onTest()}>Show a test</Button>
        </div>
      </div>
    </section>
  );
}

function Staying(props: PartProps) {
  return (
    <section class={styles.section}>
      <h2>Start and end</h2>
      <div class={styles.form}>
        <CheckField checked={props.computer.startAtLogin} disabled={props.computer.loginProblem !== undefined} onChange={(startAtLogin) => props.onChange({ ...props.computer, startAtLogin })}>
          Start at login, with an icon in the panel
        </CheckField>
        <Show when={props.computer.loginProblem}>{(problem) => <p class="quiet small">Not possible: {problem()}</p>}</Show>
        <CheckField checked={props.computer.keepWatching} onChange={(keepWatching) => props.onChange({ ...props.computer, keepWatching })}>
          Keep watching when the window is closed
        </CheckField>
      </div>
    </section>
  );
}
