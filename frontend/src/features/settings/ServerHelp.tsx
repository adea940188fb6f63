import { For, Show } from "solid-js";
import type { Access } from "../../ui/serverDraft";
import type { ServerKind } from "../../ui/serverKinds";
import { StatusMark } from "../../ui/StatusMark";
import styles from "./Settings.module.css";

/** The user that Pulse asks for, and the role that can read but change nothing. */
const access: Readonly<Record<ServerKind, { readonly user: string; readonly role: string; readonly product: string }>> = {
  pve: { user: "pulse@pve", role: "PVEAuditor", product: "Proxmox" },
  pbs: { user: "pulse@pbs", role: "Audit", product: "the backup server" },
  pmg: { user: "pulse@pmg", role: "Auditor", product: "the mail gateway" },
};

/** What the script makes: a user, its role and, where there are tokens, one of these. */
const made: Readonly<Record<ServerKind, string>> = { pve: "pulse-monitor@pam", pbs: "pulse-monitor@pbs", pmg: "pulse-monitor@pmg" };

/** What access Pulse asks for, and how to take it back. */
export function ServerHelp(props: { kind: ServerKind; access?: Access }) {
  const scripted = () => props.access === "script";
  const needed = () => access[props.kind];
  const user = () => (scripted() ? made[props.kind] : needed().user);
  const tokens = () => props.kind !== "pmg";
  const title = () => (scripted() ? "What the script does" : tokens() ? "What the lines do" : "What Pulse needs");
  return (
    <aside class={styles.help} aria-label="About the access">
      <section>
        <h2>{title()}</h2>
        <ul>
          <For each={stepsOf(user(), needed().role, tokens(), scripted())}>
            {(step) => (
              <li>
                <StatusMark status="running" good label="" />
                <span>{step}</span>
              </li>
            )}
          </For>
          <li>
            <StatusMark status="stopped" label="" />
            <span>nothing is installed on the server</span>
          </li>
        </ul>
      </section>
      <section>
        <h2>To undo it</h2>
        <p>
          <Show
            when={scripted()}
            fallback={
              <>
                Remove the user <span class="mono">{user()}</span> in {needed().product}, and the connection here.
              </>
            }
          >
            Run the command once more and choose 2, and remove the connection here.
          </Show>
        </p>
      </section>
      <Show when={scripted()}>
        <section>
          <h2>If the server cannot reach Pulse</h2>
          <p>{tokens() ? "Choose “Paste a token”: Pulse then only calls the server, never the other way round." : "Choose “Name and password”."}</p>
        </section>
      </Show>
      <section>
        <h2>Where it is kept</h2>
        <p>The {tokens() ? "token" : "password"} is stored encrypted on this Pulse and is never shown again.</p>
      </section>
    </aside>
  );
}

function stepsOf(user: string, role: string, tokens: boolean, scripted: boolean): string[] {
  if (!tokens) return [scripted ? `makes the user ${user}` : `a user such as ${user}`, `with the role ${role}, which cannot change anything`];
  return [
    `makes the user ${user} without a password`,
    `gives it the role ${role}, which cannot change anything`,
    scripted ? "makes one token and sends it here" : "makes one token and prints it",
  ];
}
