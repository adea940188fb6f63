import { Show } from "solid-js";
import { Banner } from "../ui/Banner";
import { Button } from "../ui/Button";
import type { PastReader } from "./past";

/** Says that what charts show of the past could not be read, and reads it again. */
export function PastFailed(props: { readonly past: Pick<PastReader, "error" | "retry">; readonly class?: string }) {
  return (
    <Show when={props.past.error()}>
      {(error) => (
        <div class={props.class}>
          <Banner tone="warning" action={<Button kind="text" onClick={() => props.past.retry()}>Try again</Button>}>
            The history could not be read. {error()}
          </Banner>
        </div>
      )}
    </Show>
  );
}
