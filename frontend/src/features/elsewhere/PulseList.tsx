import { For, Show, createSignal } from "solid-js";
import { type KnownPulses, type OtherPulse, thisComputer } from "../../api/elsewhere";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/Dialog";
import styles from "./Elsewhere.module.css";

interface PulseListProps {
  readonly known: KnownPulses;
  readonly onUse: (id: string, name: string) => void;
  readonly onForget: (id: string, name: string) => void;
}

/** What the window can show, the shown one marked. */
export function PulseList(props: PulseListProps) {
  const [leaving, setLeaving] = createSignal<OtherPulse>();
  return (
    <>
      <ul class={styles.list}>
        <Entry
          name="This computer"
          facts={props.known.ownData ? "its own Pulse" : "begins with a Pulse of its own"}
          shown={props.known.chosen === thisComputer}
          onUse={() => props.onUse(thisComputer, "this computer")}
        />
        <For each={props.known.others}>
          {(other) => (
            <Entry
              name={other.service ? "The service of this computer" : other.name}
              address={other.url}
              facts={factsOf(other)}
              shown={props.known.chosen === other.id}
              onUse={() => props.onUse(other.id, other.name)}
              onForget={other.service && other.keptIn === undefined ? undefined : () => setLeaving(other)}
            />
          )}
        </For>
      </ul>
      <ConfirmDialog
        open={leaving() !== undefined}
        title={`Forget ${leaving()?.name ?? ""}?`}
        description="The token of this computer is deleted, here and there. To see it again, sign in again."
        action="Forget"
        onClose={() => setLeaving(undefined)}
        onConfirm={() => {
          const other = leaving();
          setLeaving(undefined);
          if (other !== undefined) props.onForget(other.id, other.name);
        }}
      />
    </>
  );
}

interface EntryProps {
  readonly name: string;
  readonly address?: string;
  readonly facts: string;
  readonly shown: boolean;
  readonly onUse: () => void;
  readonly onForget?: () => void;
}

function Entry(props: EntryProps) {
  return (
    <li class={styles.entry} aria-current={props.shown ? "true" : undefined}>
      <div class={styles.what}>
        <strong>{props.name}</strong>
        <Show when={props.address}>
          <span class="mono small cut">{props.address}</span>
        </Show>
        <span class="quiet small">{props.facts}</span>
      </div>
      <div class={styles.buttons}>
        <Show when={!props.shown} fallback={<span class="soft">Shown now</span>}>
          <Button aria-label={`Show ${props.name}`} onClick={() => props.onUse()}>
            Show
          </Button>
        </Show>
        <Show when={props.onForget}>
          {(forget) => (
            <Button kind="quiet" aria-label={`Forget ${props.name}`} onClick={() => forget()()}>
              Forget
            </Button>
          )}
        </Show>
      </div>
    </li>
  );
}

/** How it is reached, and where the token is. */
function factsOf(other: OtherPulse): string {
  const way = other.url.startsWith("http:") ? (other.service ? "on this computer" : "not encrypted") : other.fingerprint === undefined ? "certificate of a known authority" : "certificate pinned";
  return `${way}, ${tokenWords(other)}`;
}

function tokenWords(other: OtherPulse): string {
  if (other.keyProblem !== undefined) return other.keyProblem;
  if (other.open) return "asks nobody for a sign-in";
  switch (other.keptIn) {
    case "store":
      return "token in the key store of this computer";
    case "file":
      return "token in a file that only this account can read, because this computer has no key store";
    case undefined:
      return "not signed in";
  }
}
