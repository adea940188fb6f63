import { Show, createSignal } from "solid-js";
import { type AccessState, changeAccessSettings } from "../../../api/accessSettings";
import { fieldOf, wordsOf } from "../../../api/errors";
import { useClient } from "../../../live/session";
import { Banner } from "../../../ui/Banner";
import { Button } from "../../../ui/Button";
import { ConfirmDialog } from "../../../ui/Dialog";
import { RadioGroup, TextField } from "../../../ui/Field";
import { tell } from "../../../ui/Toast";
import settings from "../Settings.module.css";
import { type Reach, addressAfter, hostFor, portIn, reachOf } from "./listenWords";

const reaches: readonly { value: Reach; label: string }[] = [
  { value: "here", label: "This computer only" },
  { value: "everywhere", label: "The whole network" },
  { value: "one", label: "One address" },
];

interface ListenSectionProps {
  readonly state: AccessState;
  readonly onSaved: () => void;
}

/** On which address and port Pulse listens. It moves at once, and so may this page. */
export function ListenSection(props: ListenSectionProps) {
  const client = useClient();
  const before = () => props.state.settings;
  const [reach, setReach] = createSignal<Reach>(reachOf(before().listenHost));
  const [address, setAddress] = createSignal(reachOf(before().listenHost) === "one" ? before().listenHost : "");
  const [port, setPort] = createSignal(String(before().listenPort));
  const [error, setError] = createSignal<unknown>();
  const [moved, setMoved] = createSignal<string>();
  const [asking, setAsking] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const fixedHost = () => props.state.fixed.has("listenHost");
  const fixedPort = () => props.state.fixed.has("listenPort");
  const host = () => (fixedHost() ? before().listenHost : hostFor(reach(), address()));
  const number = () => portIn(port());
  const target = () => addressAfter(window.location, host(), number() ?? before().listenPort);
  const changed = () => host() !== before().listenHost || number() !== before().listenPort;
  const portError = () => (number() === undefined ? "A port is a number from 1 to 65535." : errorAt(["listenPort", "FRONTEND_PORT"]));
  const errorAt = (fields: readonly string[]) => (error() !== undefined && fields.includes(fieldOf(error()) ?? "") ? wordsOf(error()) : undefined);
  const elsewhere = () => (error() === undefined || fieldOf(error()) === "listenPort" || fieldOf(error()) === "FRONTEND_PORT" ? undefined : wordsOf(error()));

  const save = async () => {
    setBusy(true);
    setError(undefined);
    const next = target();
    try {
      await changeAccessSettings(client, { listenHost: host(), listenPort: number() });
      if (next === undefined) tell({ words: "Pulse listens there now." });
      setMoved(next);
      if (next === undefined) props.onSaved();
    } catch (reason) {
      setError(reason);
    }
    setBusy(false);
    setAsking(false);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (target() === undefined) void save();
    else setAsking(true);
  };

  return (
    <section class={settings.section}>
      <h2>Listening</h2>
      <p>From where browsers and programs reach this Pulse. Beyond this computer it needs an account first.</p>
      <form class={settings.form} onSubmit={submit}>
        <fieldset disabled={fixedHost()}>
          <legend class="heard">Where Pulse listens</legend>
          <RadioGroup label="Reachable from" value={reach()} options={reaches} onChange={setReach} />
        </fieldset>
        <Show when={reach() === "one"}>
          <TextField label="Address of this computer" mono placeholder="192.168.1.5" disabled={fixedHost()} value={address()} onInput={setAddress} />
        </Show>
        <Show when={fixedHost()}>
          <p class="quiet small">The address is set by BACKEND_HOST.</p>
        </Show>
        <TextField label="Port" inputmode="numeric" disabled={fixedPort()} hint={fixedPort() ? "Set by FRONTEND_PORT or PORT." : undefined} value={port()} onInput={setPort} error={portError()} />
        <Show when={elsewhere()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
        <Show when={moved()}>
          {(place) => (
            <Banner tone="planned">
              Pulse has moved. Go on at <a class="link" href={place()}>{place()}</a>
            </Banner>
          )}
        </Show>
        <Show when={!fixedHost() || !fixedPort()}>
          <div>
            <Button kind="primary" type="submit" busy={busy()} disabled={!changed() || number() === undefined || host() === ""}>
              Listen there
            </Button>
          </div>
        </Show>
      </form>
      <ConfirmDialog
        open={asking()}
        title="Move Pulse?"
        description={`This page then no longer reaches it here. You find it at ${target() ?? ""}${reach() === "here" ? ", on the computer that it runs on only" : ""}. Agents and webhooks that call it need the new address, too.`}
        action="Move Pulse"
        busy={busy()}
        onConfirm={() => void save()}
        onClose={() => setAsking(false)}
      />
    </section>
  );
}
