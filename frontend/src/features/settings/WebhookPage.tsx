import { A, useParams } from "@solidjs/router";
import { Match, Show, Switch, createResource } from "solid-js";
import { wordsOf } from "../../api/errors";
import { type WebhookService, fetchWebhookServices, fetchWebhooks, newWebhook } from "../../api/webhooks";
import { loaded } from "../../lib/resource";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { EmptyState } from "../../ui/EmptyState";
import { Skeleton } from "../../ui/Skeleton";
import { SettingsShell } from "./SettingsShell";
import { WebhookForm } from "./WebhookForm";
import styles from "./Settings.module.css";

const list = "/settings/notifications";

/** Adds or changes a webhook. */
export default function WebhookPage() {
  const client = useClient();
  const params = useParams<{ id?: string }>();
  const [hook] = createResource(async () => {
    const services = await fetchWebhookServices(client).catch((): WebhookService[] => []);
    if (params.id === undefined) return { found: newWebhook(), services };
    const hooks = await fetchWebhooks(client);
    return { found: hooks.find(({ id }) => id === params.id), services };
  });
  const title = () => (params.id === undefined ? "Add a webhook" : (loaded(hook)?.found?.name ?? "Webhook"));
  return (
    <SettingsShell
      title={title()}
      current="Notifications"
      parent={{ title: "Notifications", href: list }}
      actions={
        <A class="link" href={list}>
          Cancel
        </A>
      }
    >
      <Switch>
        <Match when={hook.state === "errored"}>
          <div class={styles.pad}>
            <Banner tone="critical">{wordsOf(hook.error)}</Banner>
          </div>
        </Match>
        <Match when={hook.state === "ready"}>
          <Show when={loaded(hook)?.found} keyed fallback={<EmptyState sentence="This webhook is no longer there." />}>
            {(found) => <WebhookForm hook={found} services={loaded(hook)?.services} />}
          </Show>
        </Match>
        <Match when={true}>
          <Skeleton label="Loading the webhook" />
        </Match>
      </Switch>
    </SettingsShell>
  );
}
