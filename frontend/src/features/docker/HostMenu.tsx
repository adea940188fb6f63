import Ellipsis from "lucide-solid/icons/ellipsis";
import { Show, createSignal } from "solid-js";
import { hideHost, removeHost, showHost } from "../../api/docker";
import { type DockerHost, hostLabel, isSilent } from "../../domain/docker";
import { MayChange, useClient } from "../../live/session";
import { ConfirmDialog } from "../../ui/Dialog";
import { Menu } from "../../ui/Menu";
import { attempt } from "../../ui/attempt";

/** What can be done with a host: it is hidden, or removed after a question. */
export function HostMenu(props: { host: DockerHost }) {
  const client = useClient();
  const [asking, setAsking] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const label = () => hostLabel(props.host);
  const stopping = () => props.host.pendingUninstall === true;
  const atOnce = () => stopping() || isSilent(props.host);

  const hide = () => {
    const { id } = props.host;
    return attempt({ action: () => hideHost(client, id), done: `${label()} is hidden`, failed: `${label()} could not be hidden.`, undo: () => showHost(client, id) });
  };
  const remove = async () => {
    const { id } = props.host;
    const name = label();
    setBusy(true);
    await attempt({ action: () => removeHost(client, id, atOnce()), done: atOnce() ? `${name} was removed` : `The agent of ${name} is told to stop`, failed: `${name} could not be removed.` });
    setBusy(false);
    setAsking(false);
  };
  return (
    <MayChange>
      <Menu
        label={`Actions for ${label()}`}
        trigger={<Ellipsis class="icon" />}
        items={[
          { label: "Hide", onSelect: () => void hide() },
          { label: stopping() ? "Remove at once" : "Remove", onSelect: () => setAsking(true) },
        ]}
      />
      <Show when={asking()}>
        <ConfirmDialog
          open
          title={stopping() ? `Remove ${label()} at once?` : `Remove ${label()}?`}
          description={`${whatHappens(props.host)} Its reports are refused for 24 hours then, unless you allow it again on this page.`}
          action={`Remove ${label()}`}
          busy={busy()}
          onConfirm={() => void remove()}
          onClose={() => setAsking(false)}
        />
      </Show>
    </MayChange>
  );
}

/** What follows from removing a host, which depends on whether its agent hears us. */
function whatHappens(host: DockerHost): string {
  const gone = `${hostLabel(host)}, its containers and their alerts disappear here`;
  if (host.pendingUninstall === true) return `Its agent was told to stop and has not said yet that it did. ${gone} without waiting for it.`;
  if (isSilent(host)) return `Its agent is silent and cannot be told to stop: if it still runs, uninstall it on the host. ${gone} at once.`;
  const within = (host.intervalSeconds ?? 0) > 0 ? ` within ${host.intervalSeconds ?? 0} s` : "";
  return `With its next report${within} its agent is told to stop: it switches its service off and ends; the program stays on the host. ${gone} when it has.`;
}
