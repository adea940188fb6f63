import { A } from "@solidjs/router";
import { EmptyState } from "../../ui/EmptyState";
import { Page } from "../../ui/Page";

/** Stands at every address that has no page. */
export function NotFoundPage() {
  return (
    <Page title="Not found">
      <EmptyState sentence="There is no page at this address.">
        <A class="link" href="/">
          Go to the overview
        </A>
      </EmptyState>
    </Page>
  );
}
