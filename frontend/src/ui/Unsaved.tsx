import { useBeforeLeave } from "@solidjs/router";
import { createEffect, createSignal, onCleanup } from "solid-js";
import { ConfirmDialog } from "./Dialog";

/** Asks before changes that are not saved are left behind, by a link or by closing the window. */
export function Unsaved(props: { readonly when: boolean; readonly what: string }) {
  const [leave, setLeave] = createSignal<() => void>();
  useBeforeLeave((event) => {
    if (!props.when || event.defaultPrevented || staysHere(event.to, event.from.pathname)) return;
    event.preventDefault();
    setLeave(() => () => event.retry(true));
  });
  createEffect(() => {
    if (!props.when) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    onCleanup(() => window.removeEventListener("beforeunload", ask));
  });
  return (
    <ConfirmDialog
      open={leave() !== undefined}
      title="Leave without saving?"
      description={`${props.what} would be lost.`}
      action="Leave without saving"
      onConfirm={() => {
        const go = leave();
        setLeave(undefined);
        go?.();
      }}
      onClose={() => setLeave(undefined)}
    />
  );
}

/** Filters and tabs of the same page only change what stands behind its address. */
function staysHere(to: string | number, path: string): boolean {
  return typeof to === "string" && (to.startsWith("?") || to.split("?")[0] === path);
}
