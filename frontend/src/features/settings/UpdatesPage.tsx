import { Match, Show, Switch, createEffect, createResource, createSignal, on } from "solid-js";
import { ApiError, wordsOf } from "../../api/errors";
import { type UpdateCheck, fetchUpdate, fetchUpdateHistory, fetchUpdateStatus, updateStatus } from "../../api/updates";
import { json, text } from "../../lib/decode";
import { loaded } from "../../lib/resource";
import { agoWords } from "../../lib/time";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Skeleton } from "../../ui/Skeleton";
import { SettingsShell } from "./SettingsShell";
import { UpdateHistory } from "./UpdateHistory";
import { UpdateOffer } from "./UpdateOffer";
import { UpdateProgress } from "./UpdateProgress";
import { UpdateSettingsForm } from "./UpdateSettingsForm";
import { isUnderWay, leadOf } from "./updateWords";
import styles from "./Updates.module.css";
import shared from "./Settings.module.css";

/** Which version runs, what is new, and how it comes here. */
export default function UpdatesPage() {
  const client = useClient();
  const live = useLive();
  const [forced, setForced] = createSignal(false);
  const [check, { refetch }] = createResource(() => fetchUpdate(client, forced()));
  const [status, { mutate, refetch: askStatus }] = createResource(() => fetchUpdateStatus(client).catch(() => undefined));
  const [history, { refetch: readHistory }] = createResource(() => fetchUpdateHistory(client).catch(() => []));
  const running = () => {
    const now = loaded(status);
    return now !== undefined && isUnderWay(now) ? now : undefined;
  };
  const ended = () => {
    const now = loaded(status);
    return now?.status === "completed" || now?.status === "error" ? now : undefined;
  };

  const look = async (force: boolean) => {
    setForced(force);
    await refetch();
    setForced(false);
  };
  createEffect(
    on(
      live.lastEvent,
      (event) => {
        if (event?.type !== "update:progress") return;
        mutate(updateStatus(event.data));
        if (ended() !== undefined) void readHistory();
      },
      { defer: true },
    ),
  );
  createEffect(
    on(
      live.link,
      (link) => {
        if (link !== "live") return; // the server was replaced, perhaps
        void askStatus();
        void readHistory();
        void look(false);
      },
      { defer: true },
    ),
  );

  const looking = () => check.state === "pending" || check.state === "refreshing";
  return (
    <SettingsShell
      title="Updates"
      current="Updates"
      actions={
        <Show when={loaded(check)?.configured}>
          <Button busy={looking()} disabled={running() !== undefined} onClick={() => void look(true)}>
            Check now
          </Button>
        </Show>
      }
    >
      <Show when={running()}>{(now) => <UpdateProgress status={now()} away={live.link() !== "live"} />}</Show>
      <Show when={ended()}>
        {(end) => (
          <div class={shared.pad}>
            <Banner
              tone={end().status === "error" ? "critical" : "planned"}
              action={
                <Show when={end().status === "completed"}>
                  <Button small onClick={() => location.reload()}>
                    Reload the page
                  </Button>
                </Show>
              }
            >
              {end().message}
            </Banner>
          </div>
        )}
      </Show>
      <Switch>
        <Match when={check.state === "errored"}>
          <div class={shared.pad}>
            <Banner tone="critical">{whyNot(check.error)}</Banner>
          </div>
        </Match>
        <Match when={loaded(check)}>
          {(found) => (
            <>
              <Lead check={found()} now={live.now()} />
              <Show when={found().available && running() === undefined}>
                <UpdateOffer check={found()} onBegun={() => void askStatus()} />
              </Show>
            </>
          )}
        </Match>
        <Match when={true}>
          <Skeleton label="Looking for updates" />
        </Match>
      </Switch>
      <UpdateSettingsForm onSaved={() => void look(false)} />
      <UpdateHistory entries={loaded(history) ?? []} />
    </SettingsShell>
  );
}

/** Why nothing was looked up: what the server found out, if it says so. */
function whyNot(error: unknown): string {
  const reason = error instanceof ApiError ? text(json(error.body.details)?.reason) : undefined;
  if (reason !== undefined) return `${wordsOf(error)}: ${reason}.`;
  return `${wordsOf(error)}. Is the address of the releases right, and can the server reach it?`;
}

function Lead(props: { check: UpdateCheck; now: number }) {
  return (
    <section class={shared.section}>
      <h2 class={styles.lead}>{leadOf(props.check)}</h2>
      <p>
        Version <b class="strong">{props.check.currentVersion}</b> runs here.
        <Show when={!props.check.configured}> Set an address below to look for newer ones.</Show>
        <Show when={props.check.checkedAt}>{(at) => <> Looked up {agoWords(at(), props.now)}.</>}</Show>
      </p>
      <Show when={props.check.warning}>
        {(words) => (
          <div class={styles.below}>
            <Banner tone="warning">{words()}</Banner>
          </div>
        )}
      </Show>
    </section>
  );
}
