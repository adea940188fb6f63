import { For, Show } from "solid-js";
import { CheckField, TextField } from "./Field";
import type { ServerFlowState } from "./serverFlow";
import { diskMinutesIn, serverParts, usualDiskMinutes } from "./serverParts";
import styles from "./ServerFlow.module.css";

/** What is read of a server, for those who want less than everything. */
export function ServerParts(props: { flow: ServerFlowState; diskError?: string }) {
  const kind = () => props.flow.draft.type;
  const disks = () => kind() === "pve" && props.flow.reads("monitorPhysicalDisks");
  const error = () => (diskMinutesIn(props.flow.draft.diskMinutes) === undefined ? "Enter minutes from 1 to 1440, or nothing for the usual." : props.diskError);
  return (
    <details class={styles.parts} open={error() !== undefined}>
      <summary>What is read</summary>
      <div class={styles.partList}>
        <For each={serverParts[kind()]}>
          {(part) => (
            <CheckField checked={props.flow.reads(part.flag)} onChange={(read) => props.flow.setReads(part.flag, read)}>
              {part.label}
            </CheckField>
          )}
        </For>
        <Show when={disks()}>
          <TextField
            label="Minutes between two looks at the disks"
            hint={`${usualDiskMinutes} when empty. Each look may wake a disk that sleeps.`}
            inputmode="numeric"
            placeholder={String(usualDiskMinutes)}
            value={props.flow.draft.diskMinutes}
            onInput={(diskMinutes) => props.flow.set({ diskMinutes })}
            error={error()}
          />
        </Show>
      </div>
    </details>
  );
}
