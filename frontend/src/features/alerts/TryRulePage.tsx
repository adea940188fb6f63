import { Match, Switch } from "solid-js";
import { EmptyState } from "../../ui/EmptyState";
import { Skeleton } from "../../ui/Skeleton";
import { useLive } from "../../live/live";
import { useSession } from "../../live/session";
import { AlertsShell } from "./AlertsShell";
import { SaveBar } from "./SaveBar";
import { Unread } from "./Unread";
import { createConfigDraft } from "./draft";
import { TrialForm } from "./trial/TrialForm";
import { TrialResult } from "./trial/TrialResult";
import styles from "./trial/Trial.module.css";
import { createRuleTrial } from "./trial/rule";
import { createCanTry } from "./trial/trial";

/** Holds other values of one rule against the past before they are saved. */
export default function TryRulePage() {
  const session = useSession();
  const live = useLive();
  const draft = createConfigDraft();
  const can = createCanTry();
  const trial = createRuleTrial(draft, can);
  return (
    <AlertsShell fact="Try a rule on the past">
      <Switch>
        <Match when={draft.error()}>
          {(words) => <Unread draft={draft} what="rules" words={words()} />}
        </Match>
        <Match when={!session.mayChange()}>
          <EmptyState sentence="Only an administrator can try a rule." />
        </Match>
        {/* Before the estate is known, a rule for one resource would look like one for all. */}
        <Match when={draft.saved() === undefined || !live.ready()}>
          <Skeleton label="Loading the rules" />
        </Match>
        <Match when={can() === false}>
          <EmptyState sentence="This server cannot hold rules against the past." />
        </Match>
        <Match when={true}>
          <div class={styles.page}>
            <TrialForm draft={draft} trial={trial} />
            <TrialResult draft={draft} trial={trial} />
          </div>
          <SaveBar draft={draft} what="A changed rule" blocked={trial.problems().size > 0} onSave={() => void draft.save("The rule is saved.")} />
        </Match>
      </Switch>
    </AlertsShell>
  );
}
