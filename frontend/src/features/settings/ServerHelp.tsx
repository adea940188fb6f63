import { For, Show } from "solid-js";
import type { ServerKind } from "../../ui/serverKinds";
import { StatusMark } from "../../ui/StatusMark";
import styles from "./Settings.module.css";

/** The user that Pulse asks for, and the role that can read but change nothing. */
const access: Readonly<Record<ServerKind, { readonly user: string; readonly role: string; readonly product: string }>> = {
  pve: { user: "pulse@pve", role: "PVEAuditor", product: "Proxmox" },
  pbs: { user: "pulse@pbs", role: "Audit", product: "the backup server" },
  pmg: { user: "pulse@pmg", role: "Auditor", product: "the mail gateway" },
};

/** What access Pulse asks for, and how to take it back. */
export function ServerHelp(props: { kind: ServerKind }) {
  const needed = () => access[props.kind];
  const byLines = () => props.kind !== "pmg";
  const steps = () => (byLines() ? [`make the user ${needed().user} without a password`, `give it the role ${needed().role}, which cannot change anything`, "make one token and print it"] : [`a user such as ${needed().user}`, `with the role ${needed().role}, which cannot change anything`]);
  return (
    <aside class={styles.help} aria-label="About the access">
      <section>
        <h2>{byLines() ? "What the lines do" : "What Pulse needs"}</h2>
        <ul>
          <For each={steps()}>
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
          Remove the user <span class="mono">{needed().user}</span> in {needed().product}, and the connection here.
        </p>
      </section>
      <section>
        <h2>Where it is kept</h2>
        <p>
          The <Show when={byLines()} fallback="password">token</Show> is stored encrypted on this Pulse and is never shown again.
        </p>
      </section>
    </aside>
  );
}
