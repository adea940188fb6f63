import { Show } from "solid-js";
import { Banner } from "./Banner";
import { Button } from "./Button";
import { CopyButton } from "./CopyButton";
import { PasswordField, RadioGroup, TextField } from "./Field";
import type { Access } from "./serverDraft";
import type { ServerFlowState } from "./serverFlow";
import { ServerScript } from "./ServerScript";
import { serverKinds } from "./serverKinds";
import styles from "./ServerFlow.module.css";

/** The ways in that a kind of server has, the best first. */
function choicesOf(flow: ServerFlowState): { value: Access; label: string; note?: string }[] {
  const ways: Access[] = [];
  if (flow.scripted) ways.push("script");
  if (serverKinds[flow.draft.type].tokenCommands !== undefined) ways.push("token");
  ways.push("password");
  return ways.map((value, i) => ({ value, label: labels[value], ...(i === 0 && ways.length > 1 ? { note: "recommended" } : {}) }));
}

const labels: Readonly<Record<Access, string>> = { script: "Run a script", token: "Paste a token", password: "Name and password" };

/** How Pulse gets in: by a script that makes an access that can only read, by a token, or by name and password. */
export function ServerAccess(props: { flow: ServerFlowState }) {
  const choices = () => choicesOf(props.flow);
  return (
    <>
      <p class="soft">Pulse needs access that can read, and nothing more.</p>
      <Show when={choices().length > 1}>
        <div class={styles.options}>
          <RadioGroup label="Kind of access" value={props.flow.draft.access} options={choices()} onChange={(access) => props.flow.set({ access })} />
        </div>
      </Show>
      <Show when={props.flow.draft.access === "script"} fallback={<ByHand flow={props.flow} />}>
        <ServerScript flow={props.flow} />
      </Show>
    </>
  );
}

/** A token or a password, as a person enters it. */
function ByHand(props: { flow: ServerFlowState }) {
  const draft = () => props.flow.draft;
  const kind = () => serverKinds[draft().type];
  const commands = () => (kind().tokenCommands ?? []).join("\n");
  const entered = () =>
    draft().access === "token" ? draft().tokenName.trim() !== "" && hasSecret(draft().tokenValue) : draft().user.trim() !== "" && hasSecret(draft().password);
  const hasSecret = (secret: string) => secret !== "" || (props.flow.saved !== undefined && props.flow.saved.host === draft().host.trim());
  const keeps = () => (props.flow.saved === undefined ? undefined : "Leave it empty to keep the one that is stored.");
  return (
    <>
      <Show when={kind().tokenCommands === undefined}>
        <p class="soft">A mail gateway knows no tokens: make a user with the role Auditor for Pulse, under Configuration, User Management.</p>
      </Show>
      <Show when={draft().access === "token"}>
        <p class="soft">{tokenWords(kind().tokenCommands ?? [])}</p>
        <div class={`mono ${styles.commands}`}>
          {commands()}
          <span class={styles.copy}>
            <CopyButton text={commands()} />
          </span>
        </div>
      </Show>
      <form
        class={styles.form}
        autocomplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void props.flow.tryAccess();
        }}
      >
        <Show
          when={draft().access === "token"}
          fallback={
            <>
              <TextField label="Name" hint={kind().userHint} value={draft().user} onInput={(user) => props.flow.set({ user })} />
              <PasswordField label="Password" hint={keeps()} autocomplete="off" value={draft().password} onInput={(password) => props.flow.set({ password })} />
            </>
          }
        >
          <TextField mono label="Token ID" hint={kind().tokenHint} value={draft().tokenName} onInput={(tokenName) => props.flow.set({ tokenName })} />
          <PasswordField label="Token value" hint={keeps()} autocomplete="off" value={draft().tokenValue} onInput={(tokenValue) => props.flow.set({ tokenValue })} />
        </Show>
        <Show when={props.flow.error()}>{(error) => <Banner tone="critical">{error()}</Banner>}</Show>
        <div>
          <Button kind="primary" type="submit" busy={props.flow.busy()} disabled={!entered()}>
            Connect
          </Button>
        </div>
      </form>
    </>
  );
}

/** What the commands do, and where the secret appears. */
function tokenWords(commands: readonly string[]): string {
  const count = commands.length === 3 ? "three" : "four";
  const printed = commands.findIndex((command) => /token/.test(command));
  return `These ${count} lines, run once as root on the server, make such a token. The ${printed === commands.length - 1 ? "last" : "third"} one prints its value.`;
}
