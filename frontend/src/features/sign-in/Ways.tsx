import { Show } from "solid-js";
import { useSession } from "../../live/session";
import { Button } from "../../ui/Button";
import { PasswordSignIn } from "./PasswordSignIn";
import { ProviderSignIn } from "./ProviderSignIn";
import styles from "./SignIn.module.css";

/** Every way to sign in that this server has. */
export function Ways(props: { readonly elsewhere?: boolean }) {
  const session = useSession();
  const status = () => session.status();
  const byPassword = () => status()?.hasPassword !== false;
  const byProvider = () => status()?.oidcEnabled === true;
  const byProxy = () => status()?.hasProxyAuth === true;
  return (
    <>
      <Show when={byPassword()}>
        <PasswordSignIn />
      </Show>
      <Show when={byPassword() && byProvider()}>
        <p class={styles.or}>or</p>
      </Show>
      <Show when={byProvider()}>
        <ProviderSignIn elsewhere={props.elsewhere} />
      </Show>
      <Show when={byProxy()}>
        <ProxySignIn alone={!byPassword() && !byProvider()} />
      </Show>
      <Show when={!byPassword() && !byProvider() && !byProxy()}>
        <p class={styles.note}>
          This Pulse has API tokens and no account, so nobody can sign in from a browser. Give it an account with PULSE_AUTH_USER and PULSE_AUTH_PASS, and start it again.
        </p>
      </Show>
    </>
  );
}

/** What to do where a proxy signs people in, and this request did not come as such. */
function ProxySignIn(props: { readonly alone: boolean }) {
  const session = useSession();
  return (
    <div class={styles.provider}>
      <p class={styles.note}>
        {props.alone ? "A proxy in front of this Pulse signs people in." : "A proxy in front of this Pulse can sign you in, too."} It named nobody for this page: open Pulse at the address of the proxy.
      </p>
      <Show when={props.alone}>
        <Button class={styles.button} onClick={() => void session.begin()}>
          Try again
        </Button>
      </Show>
    </div>
  );
}
