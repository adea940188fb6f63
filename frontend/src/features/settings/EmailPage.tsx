import { A } from "@solidjs/router";
import { Match, Switch, createResource } from "solid-js";
import { fetchEmail, fetchEmailProviders } from "../../api/email";
import { wordsOf } from "../../api/errors";
import { loaded } from "../../lib/resource";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Skeleton } from "../../ui/Skeleton";
import { EmailForm } from "./EmailForm";
import { SettingsShell } from "./SettingsShell";
import styles from "./Settings.module.css";

const list = "/settings/notifications";

/** How mails are sent. */
export default function EmailPage() {
  const client = useClient();
  const [answer] = createResource(async () => {
    const [email, providers] = await Promise.all([fetchEmail(client), fetchEmailProviders(client)]);
    return { email, providers };
  });
  return (
    <SettingsShell title="E-mail" current="Notifications" parent={{ title: "Notifications", href: list }} actions={<A class="link" href={list}>Cancel</A>}>
      <Switch>
        <Match when={answer.state === "errored"}>
          <div class={styles.pad}>
            <Banner tone="critical">{wordsOf(answer.error)}</Banner>
          </div>
        </Match>
        <Match when={loaded(answer)} keyed>
          {(found) => <EmailForm email={found.email} providers={found.providers} />}
        </Match>
        <Match when={true}>
          <Skeleton label="Loading the e-mail settings" />
        </Match>
      </Switch>
    </SettingsShell>
  );
}
