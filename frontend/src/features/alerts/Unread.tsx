import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import type { ConfigDraft } from "./draft";

/** Says that a part of the configuration could not be read, and tries again. */
export function Unread(props: { readonly draft: ConfigDraft; readonly what: string; readonly words: string }) {
  return (
    <Banner
      tone="critical"
      action={
        <Button kind="text" onClick={() => props.draft.reload()}>
          Try again
        </Button>
      }
    >
      The {props.what} could not be read. {props.words}
    </Banner>
  );
}
