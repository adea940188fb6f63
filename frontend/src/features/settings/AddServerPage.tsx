import { A, useNavigate } from "@solidjs/router";
import { Show } from "solid-js";
import { makeServerActions } from "../../api/addServer";
import type { FoundServer } from "../../api/discovery";
import { useClient } from "../../live/session";
import { ServerFlow } from "../../ui/ServerFlow";
import { tell } from "../../ui/Toast";
import { createServerFlow } from "../../ui/serverFlow";
import { serverKinds } from "../../ui/serverKinds";
import { FoundServers } from "./FoundServers";
import { ServerHelp } from "./ServerHelp";
import { SettingsShell } from "./SettingsShell";
import styles from "./Settings.module.css";

const list = "/settings/connections";

/** Adds a server: address, certificate, access, what was found. */
export default function AddServerPage() {
  const client = useClient();
  const navigate = useNavigate();
  const flow = createServerFlow(
    makeServerActions(client, (name) => {
      tell({ words: `${name} was added` });
      navigate(list);
    }),
  );
  const pick = (server: FoundServer) => {
    if (server.type !== "unknown") flow.chooseKind(server.type);
    flow.set({ host: `${server.ip}:${server.port}` });
    void flow.lookAtAddress();
  };
  return (
    <SettingsShell
      title="Add a server"
      current="Connections"
      parent={{ title: "Connections", href: list }}
      fact={serverKinds[flow.draft.type].name}
      actions={
        <A class="link" href={list}>
          Cancel
        </A>
      }
    >
      <div class={styles.flow}>
        <div class={styles.steps}>
          <Show when={flow.step() === "address"}>
            <FoundServers onPick={pick} />
          </Show>
          <ServerFlow flow={flow} />
        </div>
        <ServerHelp kind={flow.draft.type} access={flow.draft.access} />
      </div>
    </SettingsShell>
  );
}
