import { Match, Show, Switch, createResource } from "solid-js";
import { type AccessState, changeAccessSettings, fetchAccessSettings } from "../../../api/accessSettings";
import { wordsOf } from "../../../api/errors";
import { loaded } from "../../../lib/resource";
import { useClient, useSession } from "../../../live/session";
import { Banner } from "../../../ui/Banner";
import { CheckField } from "../../../ui/Field";
import { Fact } from "../../../ui/Fact";
import { Skeleton } from "../../../ui/Skeleton";
import { tell } from "../../../ui/Toast";
import settings from "../Settings.module.css";
import { ListenSection } from "./ListenSection";
import { OriginsSection } from "./OriginsSection";
import styles from "./Security.module.css";
import { SecurityShell } from "./SecurityShell";

/** From where Pulse can be reached, and by whom without signing in. */
export default function NetworkPage() {
  return (
    <SecurityShell part="Network" fact="from where Pulse is reached">
      <Network />
    </SecurityShell>
  );
}

function Network() {
  const client = useClient();
  const [state, { refetch, mutate }] = createResource(() => fetchAccessSettings(client));
  return (
    <Switch>
      <Match when={state.state === "errored"}>
        <div class={settings.pad}>
          <Banner tone="critical">{wordsOf(state.error)}</Banner>
        </div>
      </Match>
      <Match when={loaded(state)}>
        {(found) => (
          <>
            <ListenSection state={found()} onSaved={() => void refetch()} />
            <ReadingSection state={found()} onChanged={mutate} />
            <OriginsSection state={found()} onSaved={() => void refetch()} />
            <ProxyFacts />
          </>
        )}
      </Match>
      <Match when={true}>
        <Skeleton label="Loading the settings of the network" />
      </Match>
    </Switch>
  );
}

/** What is open where tokens are the only credential. */
function ReadingSection(props: { readonly state: AccessState; readonly onChanged: (state: AccessState) => void }) {
  const client = useClient();
  const session = useSession();
  const tokensOnly = () => {
    const status = session.status();
    return status !== undefined && status.apiTokenConfigured && !status.hasPassword && !status.oidcEnabled && !status.hasProxyAuth;
  };
  const change = async (openReadOnly: boolean) => {
    const before = props.state;
    props.onChanged({ ...before, settings: { ...before.settings, openReadOnly } });
    try {
      await changeAccessSettings(client, { openReadOnly });
    } catch (error) {
      props.onChanged(before);
      tell({ words: wordsOf(error), failed: true });
    }
  };
  return (
    <section class={settings.section}>
      <h2>API tokens only</h2>
      <p>
        <Show when={tokensOnly()} fallback="Where there are tokens and no account, a screen on the wall can show the estate without signing in. Here there is an account, so this has no effect now.">
          This Pulse has tokens and no account: whoever reaches it sees the estate without signing in, but nothing secret, and changes nothing.
        </Show>
      </p>
      <div class={settings.form}>
        <CheckField checked={props.state.settings.openReadOnly} disabled={props.state.fixed.has("openReadOnly")} onChange={(open) => void change(open)}>
          Reading is open while there are only tokens
        </CheckField>
      </div>
    </section>
  );
}

/** How this page's request arrived. It shows whether a reverse proxy is known as one. */
function ProxyFacts() {
  const session = useSession();
  const status = () => session.status();
  const place = () => (status()?.isPrivateNetwork === true ? ", in a private network" : ", from a public network");
  return (
    <section class={settings.section}>
      <h2>Reverse proxy</h2>
      <p>Behind a reverse proxy your address below must be your own, not the proxy's: limits and lockouts count by it. Name the proxy in PULSE_TRUSTED_PROXIES when it is not.</p>
      <dl class={styles.facts}>
        <Fact name="Your address">
          {status()?.clientIP}
          {status()?.clientIP === undefined ? undefined : place()}
        </Fact>
        <Fact name="Trusted proxies">{status()?.trustedProxies?.join(", ") ?? "none"}</Fact>
        <Fact name="Encryption">{window.location.protocol === "https:" ? "this page came encrypted" : "this page came unencrypted"}</Fact>
      </dl>
    </section>
  );
}
