import { Show, createResource, createSignal } from "solid-js";
import { wordsOf } from "../../api/errors";
import { fetchGuestNote, saveGuestNote } from "../../api/metadata";
import { useClient, useSession } from "../../live/session";
import { Button } from "../../ui/Button";
import { TextArea, TextField } from "../../ui/Field";
import { tell } from "../../ui/Toast";
import styles from "./Guest.module.css";

/** What people wrote about the guest, and its own page. */
export function GuestNote(props: { id: string; class?: string }) {
  const client = useClient();
  const session = useSession();
  const [note, { mutate }] = createResource(
    () => props.id,
    (id) => fetchGuestNote(client, id),
  );
  const [editing, setEditing] = createSignal(false);
  const known = () => (note.error === undefined ? note.latest : undefined);
  return (
    <section class={props.class}>
      <div class={styles.noteHead}>
        <h3 class="strong">Note</h3>
        <Show when={known() !== undefined && !editing() && session.mayChange()}>
          <Button kind="text" onClick={() => setEditing(true)}>
            {known()?.description === "" && known()?.customUrl === "" ? "Write one" : "Edit"}
          </Button>
        </Show>
      </div>
      <Show when={note.error !== undefined}>
        <p class="quiet">The note could not be read. {wordsOf(note.error)}</p>
      </Show>
      <Show
        when={editing()}
        fallback={
          <>
            <p class={`soft ${styles.text}`}>{known()?.description}</p>
            <Show when={known()?.customUrl}>
              {(url) => (
                <a class="link" href={url()} target="_blank" rel="noreferrer noopener">
                  {hostOf(url())}
                </a>
              )}
            </Show>
          </>
        }
      >
        <NoteForm
          id={props.id}
          customUrl={known()?.customUrl ?? ""}
          description={known()?.description ?? ""}
          onSaved={(saved) => (mutate(saved), setEditing(false))}
          onCancel={() => setEditing(false)}
        />
      </Show>
    </section>
  );
}

interface NoteFormProps {
  readonly id: string;
  readonly customUrl: string;
  readonly description: string;
  readonly onSaved: (note: { customUrl: string; description: string }) => void;
  readonly onCancel: () => void;
}

function NoteForm(props: NoteFormProps) {
  const client = useClient();
  // eslint-disable-next-line solid/reactivity -- the form begins with what is known and is thrown away with it
  const [url, setUrl] = createSignal(props.customUrl);
  // eslint-disable-next-line solid/reactivity -- as above
  const [text, setText] = createSignal(props.description);
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const note = { customUrl: url().trim(), description: text().trim() };
    setProblem(urlProblem(note.customUrl));
    if (problem() !== undefined) return;
    setBusy(true);
    try {
      await saveGuestNote(client, props.id, note);
      tell({ words: "The note is saved." });
      props.onSaved(note);
    } catch (error) {
      setProblem(wordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class={styles.noteForm} onSubmit={(event) => void save(event)}>
      <TextArea label="Note" value={text()} onInput={setText} rows={4} />
      <TextField label="Its own page" type="url" placeholder="https://" value={url()} onInput={setUrl} error={problem()} />
      <div class={styles.buttons}>
        <Button kind="primary" type="submit" busy={busy()}>
          Save
        </Button>
        <Button kind="quiet" onClick={() => props.onCancel()}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

/** What is wrong with an address; undefined when nothing is. */
export function urlProblem(url: string): string | undefined {
  if (url === "") return undefined;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !["http:", "https:"].includes(parsed.protocol)) return "An address begins with http:// or https://.";
  return undefined;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
