import { For, Show, createResource, createSignal } from "solid-js";
import { wordsOf } from "../../api/errors";
import { type UpdateCheck, type UpdatePlan, applyUpdate, fetchPlan } from "../../api/updates";
import { loaded } from "../../lib/resource";
import { dayAndTime } from "../../lib/time";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { CopyButton } from "../../ui/CopyButton";
import { ConfirmDialog } from "../../ui/Dialog";
import styles from "./Updates.module.css";
import shared from "./Settings.module.css";

interface UpdateOfferProps {
  readonly check: UpdateCheck;
  /** An update has begun. */
  readonly onBegun: () => void;
}

/** What is new in a release, and how it comes onto this server. */
export function UpdateOffer(props: UpdateOfferProps) {
  const client = useClient();
  const [plan] = createResource(
    () => props.check, // anew with each look: the settings may have changed
    ({ latestVersion }) => fetchPlan(client, latestVersion),
  );
  return (
    <>
      <section class={shared.section}>
        <h2>What is new</h2>
        <Show when={props.check.releaseDate}>{(at) => <p class="quiet small">Published {dayAndTime(at())}</p>}</Show>
        <Show when={props.check.releaseNotes !== ""} fallback={<p>The release says nothing about it.</p>}>
          <pre class={styles.notes} tabindex={0} aria-label="Release notes">
            {props.check.releaseNotes}
          </pre>
        </Show>
      </section>
      <section class={shared.section}>
        <h2>How it comes here</h2>
        <Show when={plan.state === "errored"}>
          <Banner tone="critical">{wordsOf(plan.error)}</Banner>
        </Show>
        <Show when={loaded(plan)}>
          {(found) => (
            <Show when={found().canAutoUpdate} fallback={<ByHand plan={found()} />}>
              <ByItself plan={found()} check={props.check} onBegun={() => props.onBegun()} />
            </Show>
          )}
        </Show>
      </section>
    </>
  );
}

/** Why Pulse cannot do it, and what to type. */
function ByHand(props: { plan: UpdatePlan }) {
  return (
    <>
      <Show when={props.plan.reason}>{(reason) => <p>{reason()}.</p>}</Show>
      <Show when={props.plan.command}>
        {(command) => (
          <div class={styles.command}>
            <code class="mono">{command()}</code>
            <CopyButton text={command()} />
          </div>
        )}
      </Show>
    </>
  );
}

function ByItself(props: UpdateOfferProps & { plan: UpdatePlan }) {
  const client = useClient();
  const [asking, setAsking] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<string>();
  const version = () => props.check.latestVersion.replace(/^v/, "");
  const begin = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await applyUpdate(client, props.check.downloadUrl);
      props.onBegun();
    } catch (reason) {
      setError(wordsOf(reason));
    }
    setBusy(false);
    setAsking(false);
  };
  return (
    <>
      <ol class={styles.steps}>
        <For each={props.plan.steps}>{(step) => <li>{step}</li>}</For>
      </ol>
      <For each={props.plan.prerequisites}>{(words) => <p class="quiet small">Needs: {words.toLowerCase()}.</p>}</For>
      <Show when={error()}>
        {(words) => (
          <div class={styles.below}>
            <Banner tone="critical">{words()}</Banner>
          </div>
        )}
      </Show>
      <div class={styles.below}>
        <Button kind="primary" onClick={() => setAsking(true)}>
          Update to {version()}
        </Button>
      </div>
      <ConfirmDialog
        open={asking()}
        title={`Update to ${version()}?`}
        description="Pulse is away for a few seconds and watches nothing meanwhile. If the new version is not well, the old one comes back by itself."
        action={`Update to ${version()}`}
        busy={busy()}
        onConfirm={() => void begin()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
