import { For, Show } from "solid-js";
import type { ServerCheck } from "../../api/diagnostics";
import { agoWords, since } from "../../lib/time";
import { capital } from "../../lib/words";
import { certificateWords, failingParts, stateWords } from "./diagnosis";
import styles from "./Diagnostics.module.css";
import shared from "./Settings.module.css";

/** What is known of one server: its answer, what cannot be read and why, and each part with its age. */
export function ServerState(props: { server: ServerCheck; now: number }) {
  return (
    <>
      <div class={props.server.connected ? undefined : shared.reason}>{stateWords(props.server)}</div>
      <Show when={certificateWords(props.server, props.now)}>{(words) => <div class={styles.warning}>{words()}</div>}</Show>
      <Show when={props.server.missing.length > 0}>
        <div class={styles.warning}>Permissions are missing:</div>
        <ul class={styles.lacks}>
          <For each={props.server.missing}>{(privilege) => <li>{privilege}</li>}</For>
        </ul>
      </Show>
      <For each={failingParts(props.server)}>
        {(part) => (
          <div class={shared.reason}>
            {capital(part.part)} cannot be read{part.failingSince === undefined ? "" : ` since ${since(part.failingSince, props.now)}`}: {part.lastError}
          </div>
        )}
      </For>
      <Show when={props.server.parts.length > 0}>
        <details class={styles.parts}>
          <summary>What is read</summary>
          <ul>
            <For each={props.server.parts}>
              {(part) => (
                <li>
                  {part.part}: {part.lastSuccess === undefined ? "not yet" : agoWords(part.lastSuccess, props.now)}
                </li>
              )}
            </For>
          </ul>
        </details>
      </Show>
    </>
  );
}
