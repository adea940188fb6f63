import type { Client } from "./client";
import { fieldOf, wordsOf } from "./errors";
import { type SetupInput, fetchSetupScript, watchRegistrations } from "./setup";
import { type TargetInput, type TargetType, addTarget, changeTarget, lookAt, probeInput, probeTarget } from "./targets";

/** What adding a server asks of the backend. A server that registered itself is there already; only its name is new. */
export function makeServerActions(client: Client, onDone: (name: string) => void) {
  return {
    look: (type: TargetType, host: string) => lookAt(client, type, host),
    probe: (input: TargetInput) => probeInput(client, input),
    words: wordsOf,
    async save(input: TargetInput) {
      await addTarget(client, input);
      onDone(input.name ?? input.host ?? "");
    },
    field: fieldOf,
    async rename(id: string, input: TargetInput) {
      await changeTarget(client, id, input);
      onDone(input.name ?? "");
    },
    script: (input: SetupInput) => fetchSetupScript(client, input),
    watch: (type: TargetType) => watchRegistrations(client, type),
    probeSaved: (id: string) => probeTarget(client, id),
  };
}
