import type { Client } from "../../api/client";
import { wordsOf } from "../../api/errors";
import { addTarget, probeInput } from "../../api/targets";
import { createServerFlow } from "../../ui/serverFlow";

/** The steps that add a server; onAdded is called when it is watched. */
export function createAddFlow(client: Client, onAdded: () => void) {
  return createServerFlow({
    probe: (input) => probeInput(client, input),
    words: wordsOf,
    async save(input) {
      await addTarget(client, input);
      onAdded();
    },
  });
}
