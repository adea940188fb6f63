import { useNavigate } from "@solidjs/router";
import { Show, createSignal } from "solid-js";
import { createStore } from "solid-js/store";
import { ApiError, wordsOf } from "../../api/errors";
import { type Webhook, type WebhookService, type WebhookTest, saveWebhook, testWebhook } from "../../api/webhooks";
import { isSame } from "../../domain/alertConfig";
import { isAddressed } from "../../domain/webhookServices";
import { json, text } from "../../lib/decode";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { CheckField, SelectField, TextArea, TextField } from "../../ui/Field";
import { tell } from "../../ui/Toast";
import { Unsaved } from "../../ui/Unsaved";
import { ServiceFields } from "./ServiceFields";
import { TemplateField } from "./TemplateField";
import { headerLines, parseHeaderLines, resultWords } from "./webhookWords";
import styles from "./Settings.module.css";

const methods = ["POST", "PUT", "PATCH", "GET"].map((value) => ({ value, label: value }));

/** The fields of a webhook, with a test that shows what the receiver answered. */
export function WebhookForm(props: { hook: Webhook; services?: readonly WebhookService[] }) {
  const client = useClient();
  const live = useLive();
  const navigate = useNavigate();
  // eslint-disable-next-line solid/reactivity -- the form begins with the webhook as it was when it was opened
  const [draft, setDraft] = createStore<Webhook>({ ...props.hook });
  // eslint-disable-next-line solid/reactivity -- as above
  const [headers, setHeaders] = createSignal(headerLines(props.hook.headers));
  const [result, setResult] = createSignal<WebhookTest>();
  const [error, setError] = createSignal<{ readonly words: string; readonly field?: string }>();
  const [saved, setSaved] = createSignal(false);
  const [busy, setBusy] = createSignal<"test" | "save">();
  const [left, setLeft] = createSignal<ReadonlySet<string>>(new Set());

  const leave = (field: string) => setLeft((before) => new Set([...before, field]));
  const services = () => props.services ?? [];
  const service = () => services().find((one) => one.service === draft.service);
  const errorOf = (field: string) => (error()?.field === field ? error()?.words : undefined);
  // eslint-disable-next-line solid/reactivity -- compared with what the form began with
  const before = { hook: { ...props.hook }, headers: headerLines(props.hook.headers) };
  const changed = () => !saved() && (headers() !== before.headers || !isSame({ ...draft }, before.hook));
  const choose = (name: string) => {
    const found = services().find((one) => one.service === name);
    setDraft({ service: name, method: found?.method ?? draft.method });
  };
  const setHeader = (name: string, value: string) => setHeaders(headerLines({ ...parseHeaderLines(headers()), [name]: value }));
  const nameError = () => (left().has("name") && draft.name.trim() === "" ? "Give it a name, for example the place where it arrives." : undefined);
  const urlError = () => errorOf("url") ?? (left().has("url") && !isHttp(draft.url) ? "An address begins with http:// or https://." : undefined);
  const headerError = () => errorOf("headers") ?? (parseHeaderLines(headers()) === undefined ? "Each line needs a name, a colon and a value." : undefined);
  const complete = () => draft.name.trim() !== "" && isHttp(draft.url) && isAddressed(draft.service, draft.url) && parseHeaderLines(headers()) !== undefined;
  const entered = (): Webhook => ({ ...draft, name: draft.name.trim(), url: draft.url.trim(), headers: parseHeaderLines(headers()) ?? {} });

  const run = async (kind: "test" | "save", work: () => Promise<void>) => {
    setBusy(kind);
    setError(undefined);
    setResult(undefined);
    try {
      await work();
    } catch (reason) {
      setError({ words: wordsOf(reason), field: reason instanceof ApiError ? text(json(reason.body.details)?.field) : undefined });
    }
    setBusy(undefined);
  };
  const test = () =>
    run("test", async () => {
      const answer = await testWebhook(client, entered());
      if (!answer.success && answer.status === undefined && /template|not valid JSON/i.test(answer.response)) setError({ words: answer.response, field: "template" });
      else setResult(answer);
    });
  const save = () =>
    run("save", async () => {
      await saveWebhook(client, entered());
      setSaved(true);
      live.reloadTold();
      tell({ words: `${draft.name} was saved` });
      navigate("/settings/notifications");
    });

  return (
    <section class={styles.section}>
      <Unsaved when={changed()} what="What you entered for this webhook" />
      <form
        class={`${styles.form} ${styles.wide}`}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField label="Name" required maxlength={100} value={draft.name} onInput={(name) => setDraft({ name })} onBlur={() => leave("name")} error={nameError()} />
        <Show when={services().length > 0}>
          <SelectField label="Service" value={draft.service} options={services().map((one) => ({ value: one.service, label: one.name }))} onChange={choose} hint={service()?.instructions} />
        </Show>
        <TextField label="Address" required inputmode="url" placeholder={service()?.urlPattern === undefined || service()?.urlPattern === "" ? "https://" : service()?.urlPattern} value={draft.url} onInput={(url) => setDraft({ url })} onBlur={() => leave("url")} error={urlError()} />
        <ServiceFields hook={draft} onChange={(part) => setDraft(part)} headers={parseHeaderLines(headers()) ?? {}} onHeader={setHeader} />
        <SelectField label="Method" value={draft.method} options={methods} onChange={(method) => setDraft({ method })} />
        <TextArea label="Headers" hint="One on each line. Secret values are shown masked and stay as they are." rows={3} value={headers()} onInput={setHeaders} placeholder="Authorization: Bearer …" error={headerError()} />
        <TemplateField value={draft.template} onInput={(template) => setDraft({ template })} usual={service()?.payloadTemplate} error={errorOf("template")} />
        <CheckField checked={draft.notifyOnResolve} onChange={(notifyOnResolve) => setDraft({ notifyOnResolve })}>
          Tell also when an alert is over
        </CheckField>
        <CheckField checked={draft.enabled} onChange={(enabled) => setDraft({ enabled })}>
          Tell about alerts
        </CheckField>
        <Show when={error()?.field === undefined || !["url", "headers", "template"].includes(error()?.field ?? "") ? error() : undefined}>{(problem) => <Banner tone="critical">{problem().words}</Banner>}</Show>
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
