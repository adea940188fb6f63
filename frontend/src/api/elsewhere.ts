import { filled, flag, listOf, moment, object, oneOf, text } from "../lib/decode";
import type { Client } from "./client";

/** How a person signs in at another Pulse; what is not used is empty. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly token: string;
}

/** What a server shows of itself. */
export interface Certificate {
  fingerprint: string;
  /** An authority that this computer knows vouches for it. */
  trusted: boolean;
  subject: string;
  from?: number;
  until?: number;
}

/** A Pulse on another computer, or the service of this one. */
export interface OtherPulse {
  id: string;
  name: string;
  url: string;
  /** Of the certificate that a person compared. */
  fingerprint?: string;
  service: boolean;
  /** It asks nobody for a sign-in. */
  open: boolean;
  /** Where the token for it is kept; absent without one. */
  keptIn?: "store" | "file";
  /** Why the key store does not give it. */
  keyProblem?: string;
}

/** Everything that the window can show. */
export interface KnownPulses {
  /** The id of what is shown, or "here". */
  chosen: string;
  others: OtherPulse[];
  /** This computer has a Pulse of its own. */
  ownData: boolean;
}

/** What is wrong with what was entered, and with which field. */
export interface Problem {
  field?: string;
  message: string;
}

/** What an address shows before anything is sent to it. */
export interface SeenPulse {
  url: string;
  /** Absent where nothing is encrypted. */
  certificate?: Certificate;
}

/** What a Pulse says of itself. */
export interface MetPulse {
  /** Its address without the page that was typed with it. */
  url: string;
  name: string;
  version: string;
  needs: "sign-in" | "nothing" | "setup";
  hasPassword: boolean;
}

/** What a step came to. */
export interface Answer {
  problem?: Problem;
  seen?: SeenPulse;
  met?: MetPulse;
  /** The name of a token that nobody has deleted. */
  left?: string;
}

/** Why the Pulse elsewhere cannot be shown, if so. */
export interface ElsewhereState {
  id: string;
  name: string;
  url: string;
  trouble?: { kind: "unreachable" | "certificate" | "sign-in" | "keys"; message: string };
  pinned?: string;
  /** The certificate of now, where it is another one. */
  shown?: Certificate;
}

/** The window's part about other Pulses; no browser has it. */
export interface ElsewhereShell {
  List: () => Promise<unknown>;
  Look: (address: string) => Promise<unknown>;
  Meet: (address: string, fingerprint: string) => Promise<unknown>;
  Connect: (address: string, fingerprint: string, by: Credentials) => Promise<unknown>;
  SignIn: (id: string, by: Credentials) => Promise<unknown>;
  Believe: (id: string, fingerprint: string) => Promise<unknown>;
  Use: (id: string) => Promise<unknown>;
  Forget: (id: string) => Promise<unknown>;
  TryAgain: () => Promise<void>;
}

/** The id that stands for the Pulse of this computer. */
export const thisComputer = "here";

const readCertificate = object<Certificate>({
  blank: () => ({ fingerprint: "", trusted: false, subject: "" }),
  fields: { fingerprint: text, trusted: flag, subject: text, from: moment, until: moment },
});

const readOther = object<OtherPulse>({
  blank: () => ({ id: "", name: "", url: "", service: false, open: false }),
  fields: { id: text, name: text, url: text, fingerprint: filled, service: flag, open: flag, keptIn: oneOf("store", "file"), keyProblem: filled },
});

const readKnown = object<KnownPulses>({
  blank: () => ({ chosen: thisComputer, others: [], ownData: true }),
  fields: { chosen: text, others: listOf(readOther), ownData: flag },
});

const readAnswer = object<Answer>({
  blank: () => ({}),
  fields: {
    problem: object<Problem>({ blank: () => ({ message: "" }), fields: { field: filled, message: text } }),
    seen: object<SeenPulse>({ blank: () => ({ url: "" }), fields: { url: text, certificate: readCertificate } }),
    met: object<MetPulse>({
      blank: () => ({ url: "", name: "", version: "", needs: "sign-in", hasPassword: true }),
      fields: { url: text, name: text, version: text, needs: oneOf("sign-in", "nothing", "setup"), hasPassword: flag },
    }),
    left: filled,
  },
});

const readState = object<ElsewhereState>({
  blank: () => ({ id: "", name: "", url: "" }),
  fields: {
    id: text,
    name: text,
    url: text,
    trouble: object<NonNullable<ElsewhereState["trouble"]>>({
      blank: () => ({ kind: "unreachable", message: "" }),
      fields: { kind: oneOf("unreachable", "certificate", "sign-in", "keys"), message: text },
    }),
    pinned: filled,
    shown: readCertificate,
  },
});

/** The window's part about other Pulses; undefined in a browser. */
export function elsewhereShell(): ElsewhereShell | undefined {
  return window.go?.app?.Elsewhere;
}

/** Lists what the window can show. */
export async function fetchKnownPulses(shell: ElsewhereShell): Promise<KnownPulses> {
  return readKnown(await shell.List()) ?? readKnown({}) ?? { chosen: thisComputer, others: [], ownData: true };
}

/** Waits for what a step came to. */
export async function answerOf(step: Promise<unknown>): Promise<Answer> {
  try {
    return readAnswer(await step) ?? {};
  } catch (error) {
    return { problem: { message: error instanceof Error ? error.message : String(error) } };
  }
}

/** Asks the window's gate how it is with the Pulse that it leads to. */
export function fetchElsewhereState(client: Client): Promise<ElsewhereState> {
  return client.get("/api/local/elsewhere", readState, { anonymous: true });
}
