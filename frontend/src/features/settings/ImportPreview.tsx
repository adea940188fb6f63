import { For, Show } from "solid-js";
import type { ImportChanges, ImportNames } from "../../api/transfer";
import { counted } from "../../lib/words";
import styles from "./Data.module.css";

/** The longest list that is written out. */
const most = 8;

/** What an import would change, in words. */
export function ImportPreview(props: { changes: ImportChanges }) {
  const lines = () => linesOf(props.changes);
  return (
    <div class={styles.preview}>
      <Show when={lines().length > 0} fallback={<p>It holds what is configured already: nothing would change.</p>}>
        <dl class={styles.findings}>
          <For each={lines()}>
            {(line) => (
              <>
                <dt>{line.what}</dt>
                <dd data-removed={line.removed === true ? "" : undefined}>{line.words}</dd>
              </>
            )}
          </For>
        </dl>
      </Show>
      <For each={props.changes.notes}>{(note) => <p class="quiet">{note}</p>}</For>
    </div>
  );
}

interface Line {
  readonly what: string;
  readonly words: string;
  readonly removed?: boolean;
}

/** The changes as lines; what stays the same has none. */
export function linesOf(changes: ImportChanges): Line[] {
  const lines: Line[] = [...named("Connections", changes.connections), ...named("Webhooks", changes.webhooks), ...named("Notes about guests", changes.guests)];
  if (changes.email) lines.push({ what: "E-mail", words: "the settings change" });
  if (changes.signIn !== undefined) lines.push({ what: "Sign-in at a provider", words: changes.signIn, removed: changes.signIn === "removed" });
  if (changes.alerts.length > 0) lines.push({ what: "Alerts", words: some(changes.alerts) });
  if (changes.settings.length > 0) lines.push({ what: "Settings", words: some(changes.settings) });
  return lines;
}

function named(what: string, names: ImportNames): Line[] {
  const lines: Line[] = [];
  if (names.added.length > 0) lines.push({ what, words: `added: ${some(names.added)}` });
  if (names.changed.length > 0) lines.push({ what, words: `changed: ${some(names.changed)}` });
  if (names.removed.length > 0) lines.push({ what, words: `removed: ${some(names.removed)}`, removed: true });
  return lines;
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${counted(names.length - most, "other")}` : shown;
}
