import { For, Match, Show, Switch, createResource, createSignal } from "solid-js";
import { wordsOf } from "../../../api/errors";
import { type SignedIn, endOtherSessions, endSession, fetchSessions } from "../../../api/sessions";
import { programWords } from "../../../domain/userAgent";
import { loaded } from "../../../lib/resource";
import { dayAndTime, fullTime } from "../../../lib/time";
import { counted } from "../../../lib/words";
import { useClient } from "../../../live/session";
import { Banner } from "../../../ui/Banner";
import { Button } from "../../../ui/Button";
import { Skeleton } from "../../../ui/Skeleton";
import { tell } from "../../../ui/Toast";
import settings from "../Settings.module.css";
import styles from "./Security.module.css";

/** Where the account is signed in besides here, and the way to end that. */
export function SessionsSection() {
  const client = useClient();
  const [sessions, { refetch }] = createResource(() => fetchSessions(client));
  const [busy, setBusy] = createSignal(false);
  const others = () => loaded(sessions)?.filter(({ current }) => !current) ?? [];

  const end = async (work: () => Promise<string>) => {
    setBusy(true);
    try {
      tell({ words: await work() });
    } catch (error) {
      tell({ words: wordsOf(error), failed: true });
    }
    setBusy(false);
    void refetch();
  };
  const endOne = (one: SignedIn) =>
    end(async () => {
      await endSession(client, one.id);
      return `${programWords(one.userAgent)} is signed out`;
    });
  const endAll = () => end(async () => `${counted(await endOtherSessions(client), "other sign-in")} ended`);

  return (
    <section class={settings.section} aria-labelledby="sign-ins">
      <h2 id="sign-ins">Signed in</h2>
      <p>Each sign-in ends by itself after a day. End one that you do not know, and change the password.</p>
      <Switch>
        <Match when={sessions.state === "errored"}>
          <div class={settings.form}>
            <Banner tone="critical">{wordsOf(sessions.error)}</Banner>
          </div>
        </Match>
        <Match when={loaded(sessions)?.length === 0}>
          <p>Nobody is signed in with a name and password.</p>
        </Match>
        <Match when={loaded(sessions)}>
          {(list) => (
            <ul class={styles.signIns}>
              <For each={list()}>{(one) => <SignInRow one={one} busy={busy()} onEnd={() => void endOne(one)} />}</For>
            </ul>
          )}
        </Match>
        <Match when={true}>
          <Skeleton label="Loading the sign-ins" rows={2} />
        </Match>
      </Switch>
      <Show when={others().length > 1}>
        <Button busy={busy()} onClick={() => void endAll()}>
          Sign out the other {others().length}
        </Button>
      </Show>
    </section>
  );
}

function SignInRow(props: { one: SignedIn; busy: boolean; onEnd: () => void }) {
  return (
    <li>
      <span title={props.one.userAgent}>
        <span class="strong">{programWords(props.one.userAgent)}</span>
        {props.one.current ? ", this page" : ""}
        <div class="quiet small">
          from <span class="mono">{props.one.ip}</span> since <span title={fullTime(props.one.createdAt)}>{dayAndTime(props.one.createdAt)}</span>
        </div>
      </span>
      <Show when={!props.one.current}>
        <Button kind="text" busy={props.busy} aria-label={`Sign out ${programWords(props.one.userAgent)}, ${props.one.ip}`} onClick={() => props.onEnd()}>
          Sign out
        </Button>
      </Show>
    </li>
  );
}
