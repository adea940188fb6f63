import { A, useNavigate, useParams } from "@solidjs/router";
import { Match, Show, Switch, createResource } from "solid-js";
import { fieldOf, wordsOf } from "../../api/errors";
import { type Target, changeTarget, fetchTargets, lookAt, probeInput } from "../../api/targets";
import { loaded } from "../../lib/resource";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { EmptyState } from "../../ui/EmptyState";
import { ServerFlow } from "../../ui/ServerFlow";
import { Skeleton } from "../../ui/Skeleton";
import { tell } from "../../ui/Toast";
import { createServerFlow } from "../../ui/serverFlow";
import { ServerHelp } from "./ServerHelp";
import { SettingsShell } from "./SettingsShell";
import styles from "./Settings.module.css";

const list = "/settings/connections";

/** Changes a server. Its secrets stay unless new ones are entered. */
export default function EditServerPage() {
  const client = useClient();
  const params = useParams<{ id: string }>();
  const [targets] = createResource(() => fetchTargets(client));
  const target = () => loaded(targets)?.find(({ id }) => id === params.id);
  return (
    <SettingsShell
      title={target()?.name ?? "Server"}
      current="Connections"
      parent={{ title: "Connections", href: list }}
      actions={
        <A class="link" href={list}>
          Cancel
        </A>
      }
    >
      <Switch>
        <Match when={targets.state === "errored"}>
          <div class={styles.pad}>
            <Banner tone="critical">{wordsOf(targets.error)}</Banner>
          </div>
        </Match>
        <Match when={targets.state === "ready"}>
          <Show when={target()} keyed fallback={<EmptyState sentence="This connection is no longer there." />}>
            {(found) => <EditFlow target={found} />}
          </Show>
        </Match>
        <Match when={true}>
          <Skeleton label="Loading the connection" />
        </Match>
      </Switch>
    </SettingsShell>
  );
}

function EditFlow(props: { target: Target }) {
  const client = useClient();
  const navigate = useNavigate();
  // eslint-disable-next-line solid/reactivity -- the flow begins with the connection as it was when it was opened
  const saved = props.target;
  const { id, type, name, host, user, tokenName, fingerprint, verifySSL, physicalDiskPollingMinutes } = saved;
  const flow = createServerFlow(
    {
      look: (kind, address) => lookAt(client, kind, address),
      probe: (input) => probeInput(client, input),
      words: wordsOf,
      field: fieldOf,
      async save(input) {
        await changeTarget(client, id, input);
        tell({ words: `${input.name ?? name} was changed` });
        navigate(list);
      },
    },
    { id, type, name, host, user, tokenName, fingerprint, verifySSL, monitored: { ...saved }, diskMinutes: physicalDiskPollingMinutes },
  );
  if (saved.problem === "tls") void flow.lookAtAddress(); // a changed certificate is compared anew
  return (
    <div class={styles.flow}>
      <div class={styles.steps}>
        <ServerFlow flow={flow} />
      </div>
      <Show when={flow.step() === "access"}>
        <ServerHelp kind={flow.draft.type} />
      </Show>
    </div>
  );
}
