import { Show, createResource } from "solid-js";
import { wordsOf } from "../../api/errors";
import { changeSystemSettings, fetchSystemSettings } from "../../api/settings";
import { loaded } from "../../lib/resource";
import { useClient } from "../../live/session";
import { CheckField } from "../../ui/Field";
import { tell } from "../../ui/Toast";
import styles from "./Settings.module.css";

/** Whether webhooks may go to the computer that Pulse runs on. */
export function LoopbackSetting() {
  const client = useClient();
  const [settings, { mutate }] = createResource(() => fetchSystemSettings(client).catch(() => undefined));
  const change = async (allowLoopbackWebhooks: boolean) => {
    const before = loaded(settings);
    mutate({ allowLoopbackWebhooks });
    try {
      await changeSystemSettings(client, { allowLoopbackWebhooks });
    } catch (error) {
      mutate(before);
      tell({ words: wordsOf(error), failed: true });
    }
  };
  return (
    <Show when={loaded(settings)}>
      {(current) => (
        <section class={styles.section}>
          <h2>This computer</h2>
          <p>Webhooks to the computer that Pulse runs on are refused, so that nobody can reach its services through Pulse. Allow them when a receiver runs here.</p>
          <div class={styles.form}>
            <CheckField checked={current().allowLoopbackWebhooks} onChange={(allow) => void change(allow)}>
              Allow webhooks to this computer
            </CheckField>
          </div>
        </section>
      )}
    </Show>
  );
}
