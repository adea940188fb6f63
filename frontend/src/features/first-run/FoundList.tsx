import { For, Show } from "solid-js";
import type { Discovery, FoundServer } from "../../api/discovery";
import { CheckField } from "../../ui/Field";
import { serverKinds } from "../../ui/serverKinds";
import styles from "./FirstRun.module.css";

interface FoundListProps {
  readonly found: Discovery;
  /** Addresses of the ticked ones. */
  readonly chosen: ReadonlySet<string>;
  readonly onToggle: (address: string) => void;
}

/** The servers that answered in the network, to tick those that should be watched. */
export function FoundList(props: FoundListProps) {
  return (
    <>
      <ul class={styles.found}>
        <For each={props.found.servers}>
          {(server) => (
            <li title={server.evidence.join("\n")}>
              <CheckField checked={props.chosen.has(addressOf(server))} onChange={() => props.onToggle(addressOf(server))}>
                <span class="strong">{server.hostname ?? server.ip}</span> <span class="mono soft">{addressOf(server)}</span>
              </CheckField>
              <span class="soft">{kindOf(server)}</span>
            </li>
          )}
        </For>
      </ul>
      <Show when={props.found.scanning}>
        <p class="quiet small" role="status">
          Looking on. What else answers appears here.
        </p>
      </Show>
    </>
  );
}

/** Where a server answers. */
export function addressOf(server: FoundServer): string {
  return `${server.ip}:${server.port}`;
}

function kindOf({ type, version }: FoundServer): string {
  if (type === "unknown") return "of an unknown kind";
  return version === "Unknown" ? serverKinds[type].name : `${serverKinds[type].name} ${version}`;
}
