import { A } from "@solidjs/router";
import FlaskConical from "lucide-solid/icons/flask-conical";
import { Show, createResource } from "solid-js";
import { fetchAlertHistory } from "../../api/alerts";
import type { Alert } from "../../domain/types";
import { loaded } from "../../lib/resource";
import { counted } from "../../lib/words";
import { useClient } from "../../live/session";
import styles from "./Alerts.module.css";
import { createCanTry } from "./trial/trial";

const month = 30 * 24 * 60 * 60 * 1000;

/** How often the same alert came in the last 30 days, and the way to try another value. */
export function FiredLine(props: { alert: Alert }) {
  const client = useClient();
  const can = createCanTry();
  const [past] = createResource(
    () => props.alert.resourceId,
    (resourceId) => fetchAlertHistory(client, { from: Date.now() - month, resourceId }),
  );
  const count = () => (loaded(past) ?? []).filter(({ type }) => type === props.alert.type).length;
  return (
    <Show when={loaded(past) !== undefined}>
      <p class={styles.fired}>
        <FlaskConical class="icon" />
        <span>Fired {counted(count(), "time")} here in 30 days.</span>
        <Show when={can()}>
          <A class="link" href={`/alerts/try?metric=${encodeURIComponent(props.alert.type)}&resource=${encodeURIComponent(props.alert.resourceId)}`}>
            Try a value
          </A>
        </Show>
      </p>
    </Show>
  );
}
