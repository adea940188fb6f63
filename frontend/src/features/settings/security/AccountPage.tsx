import { Match, Show, Switch } from "solid-js";
import { wordsOf } from "../../../api/errors";
import type { SecurityStatus } from "../../../api/session";
import { dayAndTime } from "../../../lib/time";
import { useSession } from "../../../live/session";
import { Banner } from "../../../ui/Banner";
import { Button } from "../../../ui/Button";
import { tell } from "../../../ui/Toast";
import { NewAccountSection } from "./NewAccountSection";
import { PasswordSection } from "./PasswordSection";
import { ProxySection } from "./ProxySection";
import { SecurityShell } from "./SecurityShell";
import { SessionsSection } from "./SessionsSection";
import styles from "../Settings.module.css";

/** Who this page acts for, what they may do, and the way out. */
export default function AccountPage() {
  const session = useSession();
  return (
    <SecurityShell part="Account">
      <Show when={session.status()}>
        {(status) => (
          <>
            <AccountSection status={status()} />
            <Show when={status().signedInBy === "window" && !status().hasAuthentication}>
              <NewAccountSection />
            </Show>
            <Show when={status().hasPassword && session.mayChange() && !status().disabled}>
              <PasswordSection fixed={status().accountFixed} />
            </Show>
            <Show when={session.mayChange() && !status().disabled && (status().hasPassword || status().oidcEnabled)}>
              <SessionsSection />
            </Show>
            <Show when={status().hasProxyAuth}>
              <ProxySection status={status()} />
            </Show>
          </>
        )}
      </Show>
    </SecurityShell>
  );
}

function AccountSection(props: { status: SecurityStatus }) {
  const session = useSession();
  const changed = () => Date.parse(props.status.authLastModified ?? "");
  const canLeave = () => ["session", "basic", "oidc"].includes(props.status.signedInBy);
  const leave = async () => {
    const farewell = props.status.signedInBy === "oidc" ? props.status.oidcLogoutURL : undefined;
    try {
      await session.leave();
      if (farewell !== undefined) window.location.assign(farewell);
    } catch (error) {
      tell({ words: wordsOf(error), failed: true });
    }
  };
  return (
    <section class={styles.section}>
      <h2>Account</h2>
      <p>
        <Show when={session.name()} fallback={withoutName(props.status)}>
          {(name) => (
            <>
              Signed in as <b class="strong">{name()}</b>
              {wayWords(props.status.signedInBy)}
              <Show when={props.status.signedInBy !== "oidc" && props.status.signedInBy !== "proxy" && !Number.isNaN(changed())}>, password set {dayAndTime(changed())}</Show>.
            </>
          )}
        </Show>{" "}
        {session.mayChange() ? "" : "You may look at everything that is watched, but change nothing."}
      </p>
      <div class={styles.form}>
        <Switch>
          <Match when={props.status.disabled}>
            <Banner tone="warning">Everybody who reaches this Pulse may do everything: DISABLE_AUTH switches signing in off.</Banner>
          </Match>
          <Match when={props.status.signedInBy === "recovery"}>
            <Banner tone="warning">Recovery is on: whoever works at the computer that Pulse runs on needs no password. It ends by itself after 15 minutes.</Banner>
          </Match>
        </Switch>
        <Show when={canLeave()}>
          <div>
            <Button onClick={() => void leave()}>Sign out</Button>
          </div>
        </Show>
        <Show when={props.status.signedInBy === "proxy" && props.status.proxyAuthLogoutURL}>
          {(address) => (
            <div>
              <Button onClick={() => window.location.assign(address())}>Sign out at the proxy</Button>
            </div>
          )}
        </Show>
      </div>
    </section>
  );
}

function wayWords(method: string): string {
  if (method === "oidc") return " by the sign-in provider";
  return method === "proxy" ? " by the proxy" : "";
}

function withoutName(status: SecurityStatus): string {
  if (status.signedInBy === "window") return "This window has been let in without a name and password: it belongs to this computer.";
  if (status.signedInBy === "" && status.apiTokenConfigured) return "Nobody is signed in. This Pulse has API tokens only, and reading is open to everybody.";
  return "This page has been let in without a name and password.";
}
