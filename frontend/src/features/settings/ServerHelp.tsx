import { StatusMark } from "../../ui/StatusMark";
import styles from "./Settings.module.css";

/** What access Pulse asks for, and how to take it back. */
export function ServerHelp() {
  return (
    <aside class={styles.help} aria-label="About the access">
      <section>
        <h2>What the three lines do</h2>
        <ul>
          <li>
            <StatusMark status="running" good label="" />
            <span>
              make the user <span class="mono">pulse@pve</span> without a password
            </span>
          </li>
          <li>
            <StatusMark status="running" good label="" />
            <span>give it the role PVEAuditor, which cannot change anything</span>
          </li>
          <li>
            <StatusMark status="running" good label="" />
            <span>make one token and print it</span>
          </li>
          <li>
            <StatusMark status="stopped" label="" />
            <span>they install nothing on the node</span>
          </li>
        </ul>
      </section>
      <section>
        <h2>To undo it</h2>
        <p>
          Remove the user <span class="mono">pulse@pve</span> in Proxmox, and the connection here.
        </p>
      </section>
      <section>
        <h2>Where it is kept</h2>
        <p>The token is stored encrypted on this Pulse and is never shown again.</p>
      </section>
    </aside>
  );
}
