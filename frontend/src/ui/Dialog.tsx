import { Dialog as Base } from "@kobalte/core/dialog";
import { type JSX, type ParentProps, Show, createRenderEffect } from "solid-js";
import { Button, IconButton } from "./Button";
import { X } from "./icons";
import styles from "./Dialog.module.css";

interface DialogProps extends ParentProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** Closes only by its buttons, not by Esc or a click beside it. */
  readonly firm?: boolean;
  /** What follows from it, in a sentence. */
  readonly description?: string;
  /** Buttons at its foot. */
  readonly actions?: JSX.Element;
}

/** A question or a short text above the page. Focus stays in it and goes back when it closes. */
export function Dialog(props: DialogProps) {
  let before: Element | null = null;
  createRenderEffect(() => {
    if (props.open) before = document.activeElement;
  });
  const giveFocusBack = (event: Event) => {
    if (!(before instanceof HTMLElement) || !before.isConnected) return;
    event.preventDefault();
    before.focus();
  };
  const hold = (event: Event) => props.firm === true && event.preventDefault();
  return (
    <Base open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Base.Portal>
        <Base.Overlay class={styles.scrim} />
        <div class={styles.place}>
          <Base.Content class={styles.dialog} onCloseAutoFocus={giveFocusBack} onEscapeKeyDown={hold} onInteractOutside={hold}>
            <div class={styles.head}>
              <Base.Title class={styles.title}>{props.title}</Base.Title>
              <IconButton label="Close" onClick={() => props.onClose()}>
                <X class="icon" />
              </IconButton>
            </div>
            <Show when={props.description}>
              <Base.Description class={styles.description}>{props.description}</Base.Description>
            </Show>
            {props.children}
            <Show when={props.actions}>{(actions) => <div class={styles.actions}>{actions()}</div>}</Show>
          </Base.Content>
        </div>
      </Base.Portal>
    </Base>
  );
}

interface ConfirmProps {
  readonly open: boolean;
  readonly title: string;
  readonly description: string;
  /** The verb and its object: "Remove atlas". */
  readonly action: string;
  readonly busy?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog(props: ConfirmProps) {
  return (
    <Dialog
      open={props.open}
      onClose={() => props.onClose()}
      title={props.title}
      description={props.description}
      actions={
        <>
          <Button kind="quiet" onClick={() => props.onClose()}>
            Cancel
          </Button>
          <Button kind="danger" busy={props.busy} onClick={() => props.onConfirm()}>
            {props.action}
          </Button>
        </>
      }
    />
  );
}
