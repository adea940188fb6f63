import { Show } from "solid-js";
import type { SecurityStatus } from "../../../api/session";
import { Fact } from "../../../ui/Fact";
import settings from "../Settings.module.css";
import styles from "./Security.module.css";

/** What a proxy in front of Pulse said about this page. Where it is set up, it is only read here. */
export function ProxySection(props: { status: SecurityStatus }) {
  const came = () => props.status.signedInBy === "proxy";
  return (
    <section class={settings.section}>
      <h2>Proxy</h2>
      <p>
        A proxy in front of Pulse may sign people in. It is set up by variables that begin with PROXY_AUTH_, and believed only from the addresses in PULSE_TRUSTED_PROXIES.
      </p>
      <dl class={styles.facts}>
        <Fact name="This page">{came() ? "came through the proxy" : "did not come through the proxy, or the proxy named nobody"}</Fact>
        <Show when={came()}>
          <Fact name="Name">{props.status.proxyAuthUsername ?? "the proxy tells no names"}</Fact>
          <Fact name="May">{props.status.mayChange ? "change everything" : "look, and change nothing"}</Fact>
        </Show>
        <Fact name="Sign out">{props.status.proxyAuthLogoutURL}</Fact>
      </dl>
    </section>
  );
}
