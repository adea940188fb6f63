import { Match, Show, Switch } from "solid-js";
import { Banner } from "./Banner";
import { Button } from "./Button";
import { CertificateFacts } from "./CertificateFacts";
import { RadioGroup, TextField } from "./Field";
import type { Trust } from "./serverDraft";
import type { ServerFlowState } from "./serverFlow";
import { serverKinds } from "./serverKinds";
import styles from "./ServerFlow.module.css";

const choices: readonly { value: Trust; label: string }[] = [
  { value: "verify", label: "Signed by an authority that Pulse trusts" },
  { value: "pin", label: "Self-signed, I have its fingerprint" },
  { value: "any", label: "Do not check it" },
];

/** The certificate of the server: compared by a person, or chosen by hand when it could not be read. */
export function ServerCertificate(props: { flow: ServerFlowState }) {
  const shown = () => props.flow.look()?.fingerprint;
  /** The pinned fingerprint, when another one is shown now. */
  const changed = (now: string) => {
    const before = props.flow.saved?.fingerprint;
    return before === undefined || before === "" || before.toLowerCase() === now.toLowerCase() ? undefined : before;
  };
  return (
    <Show when={shown()} fallback={props.flow.look()?.encrypted === false ? <Unencrypted flow={props.flow} /> : <ByHand flow={props.flow} />}>
      {(fingerprint) => (
        <>
          <Show
            when={changed(fingerprint())}
            fallback={<p class="soft">No authority that Pulse knows has signed it, as is usual for Proxmox. Compare it with what the server itself says.</p>}
          >
            <Banner tone="warning">
              The certificate of this server is another one than before. That is so after it was renewed; it can also mean that somebody stands in between. Compare it before you go on.
            </Banner>
          </Show>
          <CertificateFacts fingerprint={fingerprint()} before={changed(fingerprint())}>
            <dt>On the server</dt>
            <dd class="mono soft">{serverKinds[props.flow.draft.type].certificateCommand}</dd>
          </CertificateFacts>
          <div class={styles.buttons}>
            <Button
              kind="primary"
              onClick={() => {
                props.flow.set({ trust: "pin", fingerprint: fingerprint() });
                props.flow.confirmCertificate();
              }}
            >
              They match
            </Button>
            <Button kind="quiet" onClick={() => props.flow.rejectCertificate()}>
              They differ
            </Button>
          </div>
        </>
      )}
    </Show>
  );
}

/** The address begins with http: there is no certificate, and nothing is hidden. */
function Unencrypted(props: { flow: ServerFlowState }) {
  return (
    <>
      <Banner tone="warning">This address has no encryption, so there is no certificate to compare. Whoever stands between Pulse and the server can read the access.</Banner>
      <div class={styles.buttons}>
        <Button kind="primary" onClick={() => props.flow.confirmCertificate()}>
          Go on without
        </Button>
        <Button kind="quiet" onClick={() => props.flow.goTo("address")}>
          Change the address
        </Button>
      </div>
    </>
  );
}

function ByHand(props: { flow: ServerFlowState }) {
  const ready = () => props.flow.draft.trust !== "pin" || props.flow.draft.fingerprint.trim() !== "";
  return (
    <form
      class={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        props.flow.confirmCertificate();
      }}
    >
      <RadioGroup label="How the certificate is believed" value={props.flow.draft.trust} options={choices} onChange={(trust) => props.flow.set({ trust })} />
      <Switch>
        <Match when={props.flow.draft.trust === "pin"}>
          <TextField
            mono
            label="SHA-256 fingerprint"
            hint={`${serverKinds[props.flow.draft.type].certificateCommand} shows it on the server.`}
            value={props.flow.draft.fingerprint}
            onInput={(fingerprint) => props.flow.set({ fingerprint })}
          />
        </Match>
        <Match when={props.flow.draft.trust === "any"}>
          <Banner tone="warning">Whoever stands between Pulse and the server can then read the token.</Banner>
        </Match>
      </Switch>
      <div>
        <Button kind="primary" type="submit" disabled={!ready()}>
          Go on
        </Button>
      </div>
    </form>
  );
}
