import { useNavigate } from "@solidjs/router";
import { Show, createSignal } from "solid-js";
import { createStore } from "solid-js/store";
import { wordsOf } from "../../api/errors";
import { type Webhook, type WebhookTest, saveWebhook, testWebhook } from "../../api/webhooks";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { CheckField, SelectField, TextArea, TextField } from "../../ui/Field";
import { tell } from "../../ui/Toast";
import { headerLines, parseHeaderLines, resultWords } from "./webhookWords";
import styles from "./Settings.module.css";

const methods = ["POST", "PUT", "PATCH", "GET"].map((value) => ({ value, label: value }));

/** The fields of a webhook, with a test that shows what the receiver answered. */
export function WebhookForm(props: { hook: Webhook }) {
  const client = useClient();
  const live = useLive();
  const navigate = useNavigate();
  // eslint-disable-next-line solid/reactivity -- the form begins with the webhook as it was when it was opened
  const [draft, setDraft] = createStore<Webhook>({ ...props.hook });
  // eslint-disable-next-line solid/reactivity -- as above
  const [headers, setHeaders] = createSignal(headerLines(props.hook.headers));
  const [result, setResult] = createSignal<WebhookTest>();
  const [error, setError] = createSignal<string>();
  const [busy, setBusy] = createSignal<"test" | "save">();
  const [left, setLeft] = createSignal<ReadonlySet<string>>(new Set());

  const leave = (field: string) => setLeft((before) => new Set([...before, field]));
  const nameError = () => (left().has("name") && draft.name.trim() === "" ? "Give it a name, for example the place where it arrives." : undefined);
  const urlError = () => (left().has("url") && !isHttp(draft.url) ? "An address begins with http:// or https://." : undefined);
  const headerError = () => (parseHeaderLines(headers()) === undefined ? "Each line needs a name, a colon and a value." : undefined);
  const complete = () => draft.name.trim() !== "" && isHttp(draft.url) && headerError() === undefined;
  const entered = (): Webhook => ({ ...draft, name: draft.name.trim(), url: draft.url.trim(), headers: parseHeaderLines(headers()) ?? {} });

  const run = async (kind: "test" | "save", work: () => Promise<void>) => {
    setBusy(kind);
    setError(undefined);
    try {
      await work();
    } catch (reason) {
      setError(wordsOf(reason));
    }
    setBusy(undefined);
  };
  const test = () => run("test", async () => void setResult(await testWebhook(client, entered())));
  const save = () =>
    run("save", async () => {
      await saveWebhook(client, entered());
      live.reloadTold();
      tell({ words: `${draft.name} was saved` });
      navigate("/settings/notifications");
    });

  return (
    <section class={styles.section}>
      <form
        class={`${styles.form} ${styles.wide}`}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField label="Name" required maxlength={100} value={draft.name} onInput={(name) => setDraft({ name })} onBlur={() => leave("name")} error={nameError()} />
        <TextField label="Address" required inputmode="url" placeholder="https://" value={draft.url} onInput={(url) => setDraft({ url })} onBlur={() => leave("url")} error={urlError()} />
        <SelectField label="Method" value={draft.method} options={methods} onChange={(method) => setDraft({ method })} />
        <TextArea label="Headers" hint="One on each line. Secret values are shown masked and stay as they are." rows={3} value={headers()} onInput={setHeaders} placeholder="Authorization: Bearer …" error={headerError()} />
        <CheckField checked={draft.notifyOnResolve} onChange={(notifyOnResolve) => setDraft({ notifyOnResolve })}>
          Tell also when an alert is over
        </CheckField>
        <CheckField checked={draft.enabled} onChange={(enabled) => setDraft({ enabled })}>
          Tell about alerts
        </CheckField>
        <Show when={error()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
        <div class={styles.buttons}>
          <Button kind="primary" type="submit" busy={busy() === "save"} disabled={!complete()}>
            Save
          </Button>
          <Button busy={busy() === "test"} disabled={!complete()} onClick={() => void test()}>
            Send a test
          </Button>
        </div>
      </form>
      <Show when={result()}>
        {(answer) => (
          <div class={styles.answer} role="status">
            <Banner tone={answer().success ? "planned" : "critical"}>
              The receiver {resultWords({ ...answer(), response: "" })}
              <Show when={answer().response}>
                <pre>{answer().response}</pre>
              </Show>
            </Banner>
          </div>
        )}
      </Show>
    </section>
  );
}

function isHttp(address: string): boolean {
  return /^https?:\/\/[^\s/]+/.test(address.trim());
}
