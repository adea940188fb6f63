import { useNavigate } from "@solidjs/router";
import { Show, createSignal } from "solid-js";
import { createStore, unwrap } from "solid-js/store";
import { type EmailConfig, type EmailProvider, saveEmail, testEmail } from "../../api/email";
import { fieldOf, wordsOf } from "../../api/errors";
import { isSame } from "../../domain/alertConfig";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { CheckField, PasswordField, SelectField, TextArea, TextField } from "../../ui/Field";
import { tell } from "../../ui/Toast";
import { Unsaved } from "../../ui/Unsaved";
import styles from "./Settings.module.css";

type Security = "starttls" | "tls" | "none";

/** The fields of mail, with a test that shows what the mail server answered. */
export function EmailForm(props: { email: EmailConfig; providers: readonly EmailProvider[] }) {
  const client = useClient();
  const live = useLive();
  const navigate = useNavigate();
  // eslint-disable-next-line solid/reactivity -- the form begins with what was saved when it was opened
  const before = { ...props.email, to: [...props.email.to] };
  const [draft, setDraft] = createStore<EmailConfig>({ ...before });
  const [to, setTo] = createSignal(before.to.join(", "));
  const [wrong, setWrong] = createSignal<{ readonly words: string; readonly field?: string }>();
  const [told, setTold] = createSignal<string>();
  const [busy, setBusy] = createSignal<"test" | "save">();
  const [saved, setSaved] = createSignal(false);
  const entered = (): EmailConfig => ({ ...unwrap(draft), to: to().split(/[,;\s]+/).filter((address) => address !== "") });
  const changed = () => !saved() && !isSame({ ...draft, to: entered().to }, before);
  const errorOf = (field: string) => (wrong()?.field === field ? wrong()?.words : undefined);
  const provider = () => props.providers.find(({ name }) => name === draft.provider);
  const security = (): Security => (draft.tls || draft.port === 465 ? "tls" : draft.startTLS ? "starttls" : "none");
  const choose = (name: string) => {
    const found = props.providers.find((one) => one.name === name);
    setDraft({ provider: name });
    if (found !== undefined && found.smtpHost !== "") setDraft({ server: found.smtpHost, port: found.smtpPort, tls: found.tls, startTLS: found.startTLS });
  };
  const run = async (kind: "test" | "save", work: () => Promise<void>) => {
    setBusy(kind);
    setWrong(undefined);
    setTold(undefined);
    try {
      await work();
    } catch (error) {
      setWrong({ words: wordsOf(error), field: fieldOf(error) });
    }
    setBusy(undefined);
  };
  const test = () =>
    run("test", async () => {
      await testEmail(client, entered());
      setTold("The mail server took the test. Look whether it arrives.");
    });
  const known = ["server", "port", "username", "password", "from", "to", "replyTo", "rateLimit", "caCertificate"];
  return (
    <section class={styles.section}>
      <Unsaved when={changed()} what="What you entered for e-mail" />
      <form
        class={`${styles.form} ${styles.wide}`}
        novalidate
        onSubmit={(event) => {
          event.preventDefault();
          void run("save", async () => {
            await saveEmail(client, entered());
            setSaved(true);
            live.reloadTold();
            tell({ words: "E-mail was saved" });
            navigate("/settings/notifications");
          });
        }}
      >
        <CheckField checked={draft.enabled} onChange={(enabled) => setDraft({ enabled })}>
          Tell about alerts by e-mail
        </CheckField>
        <SelectField label="Mail service" value={draft.provider} options={[{ value: "", label: "Choose one" }, ...props.providers.map(({ name }) => ({ value: name, label: name }))]} onChange={choose} hint={provider()?.instructions} />
        <TextField label="Server" placeholder="smtp.example.org" value={draft.server} onInput={(server) => setDraft({ server })} error={errorOf("server")} />
        <TextField label="Port" inputmode="numeric" value={String(draft.port)} onInput={(port) => setDraft({ port: Number(port) })} error={errorOf("port")} />
        <SelectField
          label="Encryption"
          value={security()}
          options={[{ value: "starttls", label: "STARTTLS, demanded" }, { value: "tls", label: "TLS from the first byte" }, { value: "none", label: "None" }]}
          onChange={(kind) => setDraft({ tls: kind === "tls", startTLS: kind === "starttls" })}
          hint={security() === "none" ? "A name and password are then sent to this computer only." : undefined}
        />
        <TextField label="User name" autocomplete="off" value={draft.username} onInput={(username) => setDraft({ username })} error={errorOf("username")} />
        <PasswordField label="Password" autocomplete="new-password" value={draft.password} onInput={(password) => setDraft({ password })} hint={before.hasPassword ? "One is stored. Left empty it stays." : undefined} error={errorOf("password")} />
        <TextField label="From" inputmode="email" placeholder="pulse@example.org" value={draft.from} onInput={(from) => setDraft({ from })} error={errorOf("from")} />
        <TextField label="To" inputmode="email" value={to()} onInput={setTo} hint="Several with commas between them. Empty is the sender." error={errorOf("to")} />
        <details>
          <summary class="soft">More</summary>
          <div class={styles.form}>
            <TextField label="Answers to" inputmode="email" value={draft.replyTo} onInput={(replyTo) => setDraft({ replyTo })} error={errorOf("replyTo")} />
            <TextField label="Mails per minute, at most" inputmode="numeric" value={String(draft.rateLimit)} onInput={(limit) => setDraft({ rateLimit: Number(limit) })} error={errorOf("rateLimit")} />
            <TextArea label="Certificate of the own authority" rows={3} placeholder="-----BEGIN CERTIFICATE-----" value={draft.caCertificate} onInput={(caCertificate) => setDraft({ caCertificate })} hint="Trusted beside those of the system." error={errorOf("caCertificate")} />
          </div>
        </details>
        <CheckField checked={draft.notifyOnResolve} onChange={(notifyOnResolve) => setDraft({ notifyOnResolve })}>
          Tell also when an alert is over
        </CheckField>
        <Show when={wrong()?.field === undefined || !known.includes(wrong()?.field ?? "") ? wrong() : undefined}>{(problem) => <Banner tone="critical">{problem().words}</Banner>}</Show>
        <Show when={told()}>{(words) => <Banner tone="planned">{words()}</Banner>}</Show>
        <div class={styles.buttons}>
          <Button kind="primary" type="submit" busy={busy() === "save"}>
            Save
          </Button>
          <Button busy={busy() === "test"} disabled={draft.server === ""} onClick={() => void test()}>
            Send a test
          </Button>
        </div>
      </form>
    </section>
  );
}
