import { Match, Show, Switch, createResource } from "solid-js";
import { fetchAlertHistory } from "../../api/alerts";
import { isQuiet, quietHoursOf, quietSentence } from "../../domain/quietHours";
import { loaded } from "../../lib/resource";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { Sentence } from "../../ui/Sentence";
import { Skeleton } from "../../ui/Skeleton";
import { AlertsShell } from "./AlertsShell";
import { Changeable, LookingOnly } from "./Changeable";
import { SaveBar } from "./SaveBar";
import { Unread } from "./Unread";
import { type ConfigDraft, createConfigDraft } from "./draft";
import { createProblems } from "./problems";
import { Escalation } from "./schedule/Escalation";
import { QuietWeek } from "./schedule/QuietWeek";
import { Replayed } from "./schedule/Replayed";
import styles from "./schedule/Schedule.module.css";
import { Toggles } from "./schedule/Toggles";

/** When somebody is told, and how often. */
export default function AlertSchedulePage() {
  const draft = createConfigDraft();
  return (
    <AlertsShell fact="When somebody is told">
      <Switch>
        <Match when={draft.error()}>
          {(words) => <Unread draft={draft} what="schedule" words={words()} />}
        </Match>
        <Match when={draft.saved() !== undefined}>
          <Schedule draft={draft} />
        </Match>
        <Match when={true}>
          <Skeleton label="Loading the schedule" />
        </Match>
      </Switch>
    </AlertsShell>
  );
}

const day = 24 * 60 * 60 * 1000;

function Schedule(props: { draft: ConfigDraft }) {
  const live = useLive();
  const client = useClient();
  const [past] = createResource(() => fetchAlertHistory(client, { from: Date.now() - 2 * day }));
  // eslint-disable-next-line solid/reactivity -- a page has one draft
  const problems = createProblems(props.draft);
  const quiet = () => quietHoursOf(props.draft.config());
  const held = () => (loaded(past) ?? []).filter((alert) => alert.startTime !== undefined && alert.startTime > live.now() - day && isQuiet(quiet(), alert.startTime));
  const shared = { onProblem: problems.note };
  return (
    <>
      <div class={styles.page}>
        <Sentence says={quietSentence(quiet(), live.now())}>
          <Show when={held().length > 0} fallback="In the last 24 hours no alert began in quiet hours.">
            In the last 24 hours {counted(held().length, "alert")} began in quiet hours, {held().filter(({ resolvedTime }) => resolvedTime !== undefined).length} of them cleared by themselves.
          </Show>
        </Sentence>
        <LookingOnly />
        <div class={styles.columns}>
          <div class={styles.main}>
            <Changeable draft={props.draft}>
              <QuietWeek draft={props.draft} now={live.now()} {...shared} />
              <Toggles draft={props.draft} {...shared} />
              <Escalation draft={props.draft} {...shared} />
            </Changeable>
          </div>
          <Replayed alerts={loaded(past)} quiet={quiet()} now={live.now()} />
        </div>
      </div>
      <SaveBar draft={props.draft} what="A changed schedule" blocked={problems.any()} onSave={() => void props.draft.save("The schedule is saved.")} />
    </>
  );
}
