import { Match, Show, Switch } from "solid-js";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { Step } from "../../ui/Steps";
import { AccessFields } from "./AccessFields";
import type { ConnectFlow } from "./flow";
import { ShownCertificate } from "./ShownCertificate";
import styles from "./Elsewhere.module.css";

/** Connecting to a Pulse elsewhere: address, certificate, sign-in. */
export function ConnectSteps(props: { flow: ConnectFlow }) {
  return (
    <div>
      <AddressStep flow={props.flow} />
      <Step
        number={2}
        title="Certificate"
        state={props.flow.stateOf("certificate")}
        summary={certificateWords(props.flow)}
        onChange={() => props.flow.goTo("address")}
      >
        <Show when={props.flow.step() === "certificate"} fallback={<p class="soft">You compare the certificate with the server's own, unless an authority vouches for it.</p>}>
          <Compare flow={props.flow} />
        </Show>
      </Step>
      <Step number={3} title="Sign in" state={props.flow.stateOf("access")}>
        <Show when={props.flow.step() === "access"} fallback={<p class="soft">Once. This computer then has a token of its own there.</p>}>
          <Access flow={props.flow} />
        </Show>
      </Step>
    </div>
  );
}

function AddressStep(props: { flow: ConnectFlow }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void props.flow.look();
  };
  return (
    <Step number={1} title="Address" state={props.flow.stateOf("address")} summary={<span class="mono">{props.flow.seen()?.url}</span>} onChange={() => props.flow.goTo("address")}>
      <form class={styles.form} onSubmit={submit}>
        <TextField
          ref={(field) => queueMicrotask(() => field.focus())}
          label="Address of the other Pulse"
          hint="As in a browser: nas.lan, 192.168.1.20:7655 or https://pulse.example.org"
          placeholder="nas.lan"
          required
          inputmode="url"
          value={props.flow.draft.address}
          onInput={(address) => props.flow.set({ address })}
          error={props.flow.errorAt("address", true)}
        />
        <div>
          <Button kind="primary" type="submit" busy={props.flow.busy()} disabled={props.flow.draft.address.trim() === ""}>
            Go on
          </Button>
        </div>
      </form>
    </Step>
  );
}

function Compare(props: { flow: ConnectFlow }) {
  return (
    <Show when={props.flow.seen()?.certificate} fallback={<Plain flow={props.flow} />}>
      {(certificate) => (
        <>
          <p class="soft">No authority that this computer knows vouches for it. Compare it with what the server itself says; nothing was sent so far.</p>
          <ShownCertificate certificate={certificate()} />
          <p class="soft small">
            On the server: <span class="mono">openssl x509 -noout -fingerprint -sha256 -in</span> and the file of its certificate.
          </p>
          <div class={styles.buttons}>
            <Button kind="primary" busy={props.flow.busy()} onClick={() => void props.flow.confirm()}>
              They match
            </Button>
            <Button kind="quiet" onClick={() => props.flow.reject()}>
              They differ
            </Button>
          </div>
        </>
      )}
    </Show>
  );
}

function Plain(props: { flow: ConnectFlow }) {
  return (
    <>
      <Banner tone="warning">This address does not encrypt: whoever is in the same network can read what you see, the password and the token. Use it only in a network that you trust.</Banner>
      <div class={styles.buttons}>
        <Button busy={props.flow.busy()} onClick={() => void props.flow.confirm()}>
          Use it without encryption
        </Button>
        <Button kind="quiet" onClick={() => props.flow.goTo("address")}>
          Another address
        </Button>
      </div>
    </>
  );
}

function Access(props: { flow: ConnectFlow }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void props.flow.connect();
  };
  const needs = () => props.flow.met()?.needs;
  return (
    <form class={styles.form} onSubmit={submit}>
      <p class="soft">
        Pulse {props.flow.met()?.version} on {props.flow.met()?.name}.
      </p>
      <Switch fallback={<AccessFields {...props.flow.draft} onChange={props.flow.set} errorAt={props.flow.errorAt} />}>
        <Match when={needs() === "nothing"}>
          <Banner tone="warning">It asks nobody for a sign-in: everybody who reaches it can change it.</Banner>
        </Match>
        <Match when={needs() === "setup"}>
          <Banner tone="warning">Nobody has made its account yet. Open {props.flow.seen()?.url} in a browser, make one, and come back.</Banner>
        </Match>
      </Switch>
      <Show when={needs() !== "setup"}>
        <div>
          <Button kind="primary" type="submit" busy={props.flow.busy()}>
            Connect
          </Button>
        </div>
      </Show>
    </form>
  );
}

function certificateWords(flow: ConnectFlow): string {
  const certificate = flow.seen()?.certificate;
  if (certificate === undefined) return "not encrypted";
  return certificate.trusted ? "an authority vouches for it" : "compared, its fingerprint is pinned";
}
