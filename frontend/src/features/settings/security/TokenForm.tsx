import { Show, createSignal } from "solid-js";
import { fieldOf, wordsOf } from "../../../api/errors";
import { type Scope, addToken } from "../../../api/tokens";
import { useClient } from "../../../live/session";
import { Banner } from "../../../ui/Banner";
import { Button } from "../../../ui/Button";
import { RadioGroup, SelectField, TextField } from "../../../ui/Field";
import settings from "../Settings.module.css";
import styles from "./Security.module.css";
import { type Lifetime, endOf, lifetimes } from "./tokenWords";

const scopes: readonly { value: Scope; label: string; note: string }[] = [
  { value: "read", label: "Look", note: "for screens and scripts" },
  { value: "agent", label: "Report Docker hosts", note: "for the agent" },
  { value: "admin", label: "Change everything", note: "as you" },
];

interface TokenFormProps {
  readonly onMade: (name: string, secret: string) => void;
  readonly onCancel: () => void;
}

/** What a new token is for, what it may do and how long. */
export function TokenForm(props: TokenFormProps) {
  const client = useClient();
  const [name, setName] = createSignal("");
  const [scope, setScope] = createSignal<Scope>("read");
  const [lifetime, setLifetime] = createSignal<Lifetime>("90");
  const [date, setDate] = createSignal("");
  const [error, setError] = createSignal<unknown>();
  const [busy, setBusy] = createSignal(false);
  const wordsFor = (field: string) => (error() !== undefined && fieldOf(error()) === field ? wordsOf(error()) : undefined);
  const elsewhere = () => (error() !== undefined && !["name", "expiresAt"].includes(fieldOf(error()) ?? "") ? wordsOf(error()) : undefined);
  const past = () => lifetime() === "date" && date() !== "" && (endOf("date", date(), 0) ?? 0) <= Date.now();
  const complete = () => name().trim() !== "" && (lifetime() !== "date" || (date() !== "" && !past()));

  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const secret = await addToken(client, { name: name().trim(), scopes: [scope()], expiresAt: endOf(lifetime(), date(), Date.now()) });
      props.onMade(name().trim(), secret);
    } catch (reason) {
      setError(reason);
    }
    setBusy(false);
  };
  return (
    <section class={styles.make} aria-labelledby="new-token">
      <h2 id="new-token">New token</h2>
      <form onSubmit={(event) => void make(event)}>
        <div class={styles.fields}>
          <TextField ref={(field) => queueMicrotask(() => field.focus())} label="Name" hint="Who or what uses it." required maxlength={100} value={name()} onInput={setName} error={wordsFor("name")} />
          <SelectField label="Good" value={lifetime()} options={lifetimes} onChange={setLifetime} />
          <Show when={lifetime() === "date"}>
            <TextField label="Until" type="date" required value={date()} onInput={setDate} error={past() ? "Take a day that is still to come." : wordsFor("expiresAt")} />
          </Show>
          <div class={styles.scopes}>
            <RadioGroup label="What it may do" value={scope()} options={scopes} onChange={setScope} />
          </div>
        </div>
        <Show when={elsewhere()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
        <div class={settings.buttons} style={{ "margin-top": "12px" }}>
          <Button kind="primary" type="submit" busy={busy()} disabled={!complete()}>
            Make token
          </Button>
          <Button kind="quiet" onClick={() => props.onCancel()}>
            Cancel
          </Button>
        </div>
      </form>
    </section>
  );
}
