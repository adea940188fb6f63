import { Show, createResource, createSignal } from "solid-js";
import { fieldOf, wordsOf } from "../../api/errors";
import { type PollingSettings, type PollingState, changePollingSettings, fetchPollingSettings } from "../../api/pollingSettings";
import { loaded } from "../../lib/resource";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { CheckField, TextField } from "../../ui/Field";
import { tell } from "../../ui/Toast";
import styles from "./Settings.module.css";

/** How servers are looked for in the network, and how often and how patiently they are asked. */
export function PollingSection() {
  const client = useClient();
  const [state] = createResource(() => fetchPollingSettings(client).catch(() => undefined)); // the list above says what stands in the way
  return <Show when={loaded(state)}>{(found) => <PollingForm state={found()} />}</Show>;
}

/** The fields with seconds, their limits and the variable that may fix them. */
const seconds = {
  pbsPollingInterval: { label: "Seconds between two looks at a backup server", least: 10, most: 3600, variable: "the environment" },
  pmgPollingInterval: { label: "Seconds between two looks at a mail gateway", least: 10, most: 3600, variable: "the environment" },
  connectionTimeout: { label: "Seconds that a server may take to answer", least: 1, most: 300, variable: "CONNECTION_TIMEOUT" },
} as const;

type SecondsField = keyof typeof seconds;

function PollingForm(props: { state: PollingState }) {
  const client = useClient();
  // eslint-disable-next-line solid/reactivity -- the form begins with what was in force when it was opened
  const before = props.state.settings;
  const [looking, setLooking] = createSignal(before.discoveryEnabled);
  const [networks, setNetworks] = createSignal(before.discoverySubnet);
  const [typed, setTyped] = createSignal<Readonly<Record<SecondsField, string>>>({
    pbsPollingInterval: String(before.pbsPollingInterval),
    pmgPollingInterval: String(before.pmgPollingInterval),
    connectionTimeout: String(before.connectionTimeout),
  });
  const [error, setError] = createSignal<unknown>();
  const [busy, setBusy] = createSignal(false);
  const fixed = (name: keyof PollingSettings) => props.state.fixed.has(name);
  const errorAt = (name: keyof PollingSettings) => (error() !== undefined && fieldOf(error()) === name ? wordsOf(error()) : undefined);
  const elsewhere = () => (error() !== undefined && !Object.keys(before).includes(fieldOf(error()) ?? "") ? wordsOf(error()) : undefined);
  const outside = (name: SecondsField) => {
    const value = Number(typed()[name]);
    const { least, most } = seconds[name];
    return Number.isInteger(value) && value >= least && value <= most ? undefined : `Enter a number from ${least} to ${most}.`;
  };
  const complete = () => networks().trim() !== "" && (Object.keys(seconds) as SecondsField[]).every((name) => outside(name) === undefined);

  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await changePollingSettings(client, {
        discoveryEnabled: looking(),
        discoverySubnet: networks().trim(),
        pbsPollingInterval: Number(typed().pbsPollingInterval),
        pmgPollingInterval: Number(typed().pmgPollingInterval),
        connectionTimeout: Number(typed().connectionTimeout),
      });
      tell({ words: "Saved. It holds from now on." });
    } catch (reason) {
      setError(reason);
    }
    setBusy(false);
  };
  const secondsField = (name: SecondsField) => (
    <TextField
      label={seconds[name].label}
      inputmode="numeric"
      disabled={fixed(name)}
      hint={fixed(name) ? `Set by ${seconds[name].variable}.` : undefined}
      value={typed()[name]}
      onInput={(value) => setTyped({ ...typed(), [name]: value })}
      error={outside(name) ?? errorAt(name)}
    />
  );
  return (
    <section class={styles.section}>
      <h2>Looking and asking</h2>
      <p>Proxmox VE is asked every few seconds. Servers that Pulse finds in your network are offered when you add one; nothing is sent to them but a hello.</p>
      <form class={styles.form} onSubmit={(event) => void save(event)}>
        <CheckField checked={looking()} disabled={fixed("discoveryEnabled")} onChange={setLooking}>
          Look for servers in the network
          <Show when={fixed("discoveryEnabled")}>
            <span class="soft"> Set by DISCOVERY_ENABLED.</span>
          </Show>
        </CheckField>
        <Show when={looking()}>
          <TextField
            label="Networks to look in"
            mono
            disabled={fixed("discoverySubnet")}
            hint={fixed("discoverySubnet") ? "Set by DISCOVERY_SUBNET." : "auto means those of this computer. Or private networks with commas between them, each with at most 4096 addresses: 192.168.1.0/24."}
            value={networks()}
            onInput={setNetworks}
            error={networks().trim() === "" ? "Enter auto, or a network." : errorAt("discoverySubnet")}
          />
        </Show>
        {secondsField("pbsPollingInterval")}
        {secondsField("pmgPollingInterval")}
        {secondsField("connectionTimeout")}
        <Show when={elsewhere()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
        <div>
          <Button type="submit" busy={busy()} disabled={!complete()}>
            Save
          </Button>
        </div>
      </form>
    </section>
  );
}
