import { Show, createSignal } from "solid-js";
import type { ServiceState } from "../../api/osService";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/Dialog";
import styles from "./Service.module.css";

interface OfferProps {
  readonly service: ServiceState;
  readonly busy: boolean;
  readonly onInstall: () => void;
}

/** What a service changes, and the button. */
export function ServiceOffer(props: OfferProps) {
  const [asking, setAsking] = createSignal(false);
  const installable = () => props.service.command !== undefined && props.service.problem === undefined;
  return (
    <>
      <p>Pulse then watches from the moment this computer starts, whether or not anybody signs in, and goes on when you sign out.</p>
      <ul class={styles.points}>
        <li>It starts with the system and runs under an account of its own, not yours.</li>
        <li>
          <Show when={props.service.ownData} fallback={<>It begins with empty settings, kept in {props.service.folder}.</>}>
            All settings, servers and history move from {props.service.dataDir} to {props.service.folder}. The old folder is kept, renamed to end in “.moved”.
          </Show>
        </li>
        <li>This window, the tray and notices stay: they show what the service sees. It listens where Pulse listens now.</li>
        <li>Only an administrator of this computer can start, stop or remove it. The way back brings the data with it.</li>
      </ul>
      <Show when={props.service.problem}>{(problem) => <Banner tone="warning">{problem()}</Banner>}</Show>
      <Show when={installable()} fallback={<p class="quiet small">Not possible: the program pulse-server is not installed beside this one, or what is installed cannot be read.</p>}>
        <div>
          <Button disabled={props.busy} onClick={() => setAsking(true)}>
            {props.busy ? "Being installed…" : "Install the service…"}
          </Button>
        </div>
      </Show>
      <ConfirmDialog
        open={asking()}
        title="Run Pulse as a service?"
        description="The system asks for the password of an administrator. Pulse pauses for a moment while its data moves; if anything goes wrong, everything stays as it is."
        action="Install"
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          props.onInstall();
        }}
      />
    </>
  );
}
