import { Show, createSignal } from "solid-js";
import { wordsOf } from "../../api/errors";
import { newWebhook, saveWebhook, testWebhook } from "../../api/webhooks";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { StepTitle } from "./StepTitle";
import styles from "./FirstRun.module.css";

/** Where alerts are sent, or nowhere for now. */
export function ToldStep(props: { onDone: () => void }) {
  const client = useClient();
  const [url, setUrl] = createSignal("");
  const [name, setName] = createSignal("Webhook");
  const [error, setError] = createSignal<string>();
  const [answer, setAnswer] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const complete = () => /^https?:\/\/[^\s/]+/.test(url().trim()) && name().trim() !== "";
  const hook = () => ({ ...newWebhook(), name: name().trim(), url: url().trim() });

  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    setAnswer(undefined);
    try {
      await work();
    } catch (reason) {
      setError(wordsOf(reason));
    }
    setBusy(false);
  };
  const test = () =>
    run(async () => {
      const result = await testWebhook(client, hook());
      if (result.success) setAnswer("The receiver accepted the test.");
      else setError(`The receiver did not accept the test. ${result.response}`);
    });
  const save = () =>
    run(async () => {
      await saveWebhook(client, hook());
      props.onDone();
    });

  return (
    <>
      <StepTitle>How should Pulse tell you?</StepTitle>
      <p class={styles.lead}>Alerts always stand on the overview. A webhook carries them to a chat, a phone or another program. E-mail and a dozen services with forms of their own are under Settings, Notifications.</p>
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField label="Name" value={name()} onInput={setName} />
        <TextField label="Address of the webhook" inputmode="url" placeholder="https://" value={url()} onInput={setUrl} />
        <Show when={error()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
        <Show when={answer()}>{(words) => <Banner tone="planned">{words()}</Banner>}</Show>
        <div class={styles.end}>
          <Button kind="primary" type="submit" busy={busy()} disabled={!complete()}>
            Save and finish
          </Button>
          <Button busy={busy()} disabled={!complete()} onClick={() => void test()}>
            Send a test
          </Button>
          <Button kind="quiet" onClick={() => props.onDone()}>
            Skip for now
          </Button>
        </div>
      </form>
    </>
  );
}
