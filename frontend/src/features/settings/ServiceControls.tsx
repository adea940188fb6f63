import { Show, createSignal } from "solid-js";
import type { ServiceAction, ServiceState } from "../../api/osService";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/Dialog";
import styles from "./Service.module.css";

interface ControlsProps {
  readonly service: ServiceState;
  readonly busy: boolean;
  readonly onControl: (action: ServiceAction, done: string) => void;
  readonly onRemove: () => void;
}

/** The installed service, with what can be done about it. */
export function ServiceControls(props: ControlsProps) {
  const [asking, setAsking] = createSignal(false);
  const running = () => props.service.state === "running";
  return (
    <>
      <p>
        <Show when={running()} fallback={<>The service is installed, but does not answer at {props.service.url}.</>}>
          The service is running at {props.service.url}
          {props.service.shown ? ", and this window shows it." : "; this window shows another Pulse."}
        </Show>{" "}
        Its data is in {props.service.folder}. To change it, the system asks for the password of an administrator.
      </p>
      <div class={styles.actions}>
        <Show when={!running()}>
          <Button disabled={props.busy} onClick={() => props.onControl("start", "The service is started.")}>
            Start
          </Button>
        </Show>
        <Button disabled={props.busy} onClick={() => props.onControl("restart", "The service is restarted.")}>
          Restart
        </Button>
        <Show when={running()}>
          <Button disabled={props.busy} onClick={() => props.onControl("stop", "The service is stopped. Nothing is watched until it is started.")}>
            Stop
          </Button>
        </Show>
        <Button kind="quiet" disabled={props.busy} onClick={() => setAsking(true)}>
          Remove the service…
        </Button>
      </div>
      <ConfirmDialog
        open={asking()}
        title="Remove the service?"
        description={
          props.service.ownData
            ? `This account has data of its own, which Pulse goes on with. What the service recorded stays in ${props.service.folder ?? "its folder"}.`
            : `All settings, servers and history come back to ${props.service.dataDir ?? "this account"}, and Pulse watches only while you are signed in.`
        }
        action="Remove"
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          props.onRemove();
        }}
      />
    </>
  );
}
