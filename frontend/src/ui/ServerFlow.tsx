import { For, Show } from "solid-js";
import { Banner } from "./Banner";
import { Button } from "./Button";
import { RadioGroup, TextField } from "./Field";
import { ServerAccess } from "./ServerAccess";
import { ServerCertificate } from "./ServerCertificate";
import { ServerParts } from "./ServerParts";
import { Step } from "./Steps";
import type { ServerFlowState } from "./serverFlow";
import { type ServerKind, serverKinds } from "./serverKinds";
import { diskMinutesIn } from "./serverParts";
import styles from "./ServerFlow.module.css";

/** Adding or changing a server: address, certificate, access, and what was found. */
export function ServerFlow(props: { flow: ServerFlowState }) {
  return (
    <div>
      <AddressStep flow={props.flow} />
      <Step
        number={2}
        title="Certificate"
        state={props.flow.stateOf("certificate")}
        summary={certificateWords(props.flow)}
        onChange={() => props.flow.goTo("certificate")}
      >
        <Show when={props.flow.step() === "certificate"} fallback={<p class="soft">Pulse shows the certificate, and you compare it with the server's own.</p>}>
          <ServerCertificate flow={props.flow} />
        </Show>
      </Step>
      <Step number={3} title="Access" state={props.flow.stateOf("access")} summary={accessWords(props.flow)} onChange={() => props.flow.goTo("access")}>
        <Show when={props.flow.step() === "access"} fallback={<p class="soft">Access that can read, and nothing more.</p>}>
          <ServerAccess flow={props.flow} />
        </Show>
      </Step>
      <NameStep flow={props.flow} />
    </div>
  );
}

const kindChoices = (["pve", "pbs", "pmg"] as const satisfies readonly ServerKind[]).map((value) => ({ value, label: serverKinds[value].name }));

function AddressStep(props: { flow: ServerFlowState }) {
  const kind = () => serverKinds[props.flow.draft.type];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void props.flow.lookAtAddress();
  };
  return (
    <Step
      number={1}
      title="Address"
      state={props.flow.stateOf("address")}
      summary={
        <>
          {kind().name}
          {props.flow.wasCorrected() ? ", as the server itself says" : ""}, <span class="mono">{props.flow.draft.host}</span>
        </>
      }
      onChange={() => props.flow.goTo("address")}
    >
      <form class={styles.form} onSubmit={submit}>
        <Show when={props.flow.saved === undefined}>
          <div class={styles.kinds}>
            <RadioGroup label="Kind of server" value={props.flow.draft.type} options={kindChoices} onChange={(type) => props.flow.chooseKind(type)} />
          </div>
        </Show>
        <TextField
          label={`Address of a ${kind().name === "Proxmox VE" ? "Proxmox VE server" : kind().name}`}
          hint={kind().addressHint}
          placeholder={kind().placeholder}
          required
          inputmode="url"
          value={props.flow.draft.host}
          onInput={(host) => props.flow.set({ host })}
          error={props.flow.step() === "address" ? props.flow.error() : undefined}
        />
        <div>
          <Button kind="primary" type="submit" busy={props.flow.busy()} disabled={props.flow.draft.host.trim() === ""}>
            Go on
          </Button>
        </div>
      </form>
    </Step>
  );
}

function NameStep(props: { flow: ServerFlowState }) {
  const open = () => props.flow.step() === "name";
  const complete = () => props.flow.draft.name.trim() !== "" && diskMinutesIn(props.flow.draft.diskMinutes) !== undefined;
  const errorAt = (field: string) => (props.flow.errorField() === field ? props.flow.error() : undefined);
  const errorElsewhere = () => (errorAt("name") === undefined && errorAt("physicalDiskPollingMinutes") === undefined ? props.flow.error() : undefined);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void props.flow.save();
  };
  return (
    <Step number={4} title="What will be watched" state={props.flow.stateOf("name")}>
      <Show when={open()} fallback={<p class="soft">Shown as soon as the access works: what was found, and each permission that is missing.</p>}>
        <p class="soft">{foundWords(props.flow)}</p>
        <Show when={props.flow.probe()?.missing?.length}>
          <div class={styles.missing}>
            <Banner tone="warning">
              Some permissions are missing; what depends on them stays unknown:
              <ul>
                <For each={props.flow.probe()?.missing}>{(privilege) => <li class="mono">{privilege}</li>}</For>
              </ul>
            </Banner>
          </div>
        </Show>
        <form class={styles.form} onSubmit={submit}>
          <TextField
            label="Name in Pulse"
            required
            value={props.flow.draft.name}
            onInput={(name) => props.flow.set({ name })}
            error={errorAt("name")}
          />
          <ServerParts flow={props.flow} diskError={errorAt("physicalDiskPollingMinutes")} />
          <Show when={errorElsewhere()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
          <div>
            <Button kind="primary" type="submit" busy={props.flow.busy()} disabled={!complete()}>
              {saveWords(props.flow)}
            </Button>
          </div>
        </form>
      </Show>
    </Step>
  );
}

function saveWords(flow: ServerFlowState): string {
  if (flow.saved !== undefined) return "Save changes";
  return flow.registered() === undefined ? "Add server" : "Done";
}

function certificateWords(flow: ServerFlowState): string {
  if (flow.look()?.encrypted === false) return "none: the address has no encryption";
  switch (flow.draft.trust) {
    case "verify":
      return "signed by an authority that Pulse trusts";
    case "pin":
      return "its fingerprint is pinned";
    case "any":
      return "not checked";
  }
}

function accessWords(flow: ServerFlowState): string {
  if (flow.draft.access === "script") return "a token that the script made";
  return flow.draft.access === "token" ? `token ${flow.draft.tokenName}` : `${flow.draft.user} with a password`;
}

function foundWords(flow: ServerFlowState): string {
  const probe = flow.probe();
  const { name, watched } = serverKinds[flow.draft.type];
  if (probe?.ok !== true) return `${watched.charAt(0).toUpperCase()}${watched.slice(1)} of this server.`;
  const parts = [`${name}${probe.version === undefined ? "" : ` ${probe.version}`}`];
  if (probe.clusterName !== undefined) parts.push(`cluster ${probe.clusterName}`);
  if (probe.nodeCount !== undefined) parts.push(probe.nodeCount === 1 ? "1 node" : `${probe.nodeCount} nodes`);
  if (probe.datastoreCount !== undefined) parts.push(probe.datastoreCount === 1 ? "1 datastore" : `${probe.datastoreCount} datastores`);
  return `${parts.join(", ")}: ${watched} will be watched.`;
}
