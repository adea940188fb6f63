import { type Parse, number, object, text } from "../lib/decode";
import type { Client } from "./client";
import { type TargetType, fetchTargets } from "./targets";

/** What has to be run on a server, with a code that is good once. */
export interface SetupScript {
  /** Where the script can be read. It holds no secret. */
  url: string;
  command: string;
  setupCode: string;
  /** When the code ends, in seconds. */
  expires: number;
}

/** What a script is made for. */
export interface SetupInput {
  readonly type: TargetType;
  readonly host: string;
  readonly fingerprint?: string;
  readonly verifySSL?: boolean;
  /** May see backups, which takes a privilege that could delete them. */
  readonly backupPerms: boolean;
}

const script: Parse<SetupScript> = object<SetupScript>({
  blank: () => ({ url: "", command: "", setupCode: "", expires: 0 }),
  fields: { url: text, command: text, setupCode: text, expires: number },
});

/** Asks for the command that sets up a server. */
export async function fetchSetupScript(client: Client, input: SetupInput): Promise<SetupScript> {
  const answer = script(await client.send("POST", "/api/setup-script-url", { body: input }));
  if (answer === undefined) throw new Error("The server gave no command.");
  return answer;
}

/** Remembers the connections of now, and tells the first that registers later or gets another token. */
export async function watchRegistrations(client: Client, type: TargetType): Promise<() => Promise<{ id: string; name: string } | undefined>> {
  const before = new Set((await fetchTargets(client)).map(mark));
  return async () => (await fetchTargets(client)).find((target) => target.type === type && !before.has(mark(target)));
}

function mark({ id, tokenName }: { id: string; tokenName?: string }): string {
  return `${id} ${tokenName ?? ""}`;
}
