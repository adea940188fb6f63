import { createStore } from "solid-js/store";
import { createSignal } from "solid-js";
import { capital } from "../lib/words";
import { type SavedServer, type ServerDraft, type ServerInput, certificateOf, draftOf, hasNewSecret, inputOf, partsOf, shortNameOf } from "./serverDraft";
import { type ServerKind, serverKinds } from "./serverKinds";
import { type MonitorFlag, type Monitored, serverParts } from "./serverParts";

/** What a server said when it was tried. */
export interface ServerProbe {
  readonly ok: boolean;
  readonly message: string;
  readonly fingerprint?: string;
  readonly trusted?: boolean;
  readonly version?: string;
  readonly clusterName?: string;
  readonly nodeCount?: number;
  readonly datastoreCount?: number;
  readonly missing?: readonly string[];
}

/** What answers at an address, before anything is sent to it. */
export interface ServerLook {
  readonly reachable: boolean;
  /** Why it cannot be reached. */
  readonly message?: string;
  /** It is asked by HTTPS. */
  readonly encrypted: boolean;
  readonly fingerprint?: string;
  readonly trusted: boolean;
  /** What the server itself says that it is. */
  readonly product?: ServerKind;
  /** Name of the connection that watches it already, and its id. */
  readonly watchedAs?: string;
  readonly watchedId?: string;
}

/** What has to be run on the server, with a code that is good once. */
export interface ScriptOffer {
  readonly url: string;
  readonly command: string;
  readonly setupCode: string;
  /** When the code ends, in seconds. */
  readonly expires: number;
}

/** What a script is made for. */
export interface ScriptInput {
  readonly type: ServerKind;
  readonly host: string;
  readonly fingerprint?: string;
  readonly verifySSL?: boolean;
  readonly backupPerms: boolean;
}

/** A server that has registered itself. */
export interface RegisteredServer {
  readonly id: string;
  readonly name: string;
}

export type StepName = "address" | "certificate" | "access" | "name";

const order: readonly StepName[] = ["address", "certificate", "access", "name"];

/** What the flow asks of the page it stands on. */
export interface ServerActions {
  readonly look: (type: ServerKind, host: string) => Promise<ServerLook>;
  readonly probe: (input: ServerInput) => Promise<ServerProbe>;
  readonly save: (input: ServerInput) => Promise<void>;
  /** Gives a server that registered itself its name, and says what is read of it. */
  readonly rename?: (id: string, input: Pick<ServerInput, "name" | "physicalDiskPollingMinutes"> & Monitored) => Promise<void>;
  /** Makes a command to run on the server; absent where servers cannot register themselves. */
  readonly script?: (input: ScriptInput) => Promise<ScriptOffer>;
  /** Begins to look for a server that registers itself. */
  readonly watch?: (type: ServerKind) => Promise<() => Promise<RegisteredServer | undefined>>;
  /** Tries a server that has registered itself. */
  readonly probeSaved?: (id: string) => Promise<ServerProbe>;
  /** What to say about something that was thrown. */
  readonly words: (error: unknown) => string;
  /** Which member of what was sent it is about. */
  readonly field?: (error: unknown) => string | undefined;
}

/** The state of adding or changing a server, step by step. */
export type ServerFlowState = ReturnType<typeof createServerFlow>;

/** Creates the flow: for a new server at its address, for a saved one with every step done. */
export function createServerFlow(actions: ServerActions, saved?: SavedServer) {
  const scripted = saved === undefined && actions.script !== undefined;
  const [draft, setDraft] = createStore<ServerDraft>({ ...draftOf(saved), ...(scripted ? { access: "script" } : {}) });
  const [step, setStep] = createSignal<StepName>(saved === undefined ? "address" : "name");
  const [look, setLook] = createSignal<ServerLook>();
  const [probe, setProbe] = createSignal<ServerProbe>();
  const [corrected, setCorrected] = createSignal<string>();
  const [error, setError] = createSignal<string>();
  const [errorField, setErrorField] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const [registered, setRegistered] = createSignal<RegisteredServer>();

  /** Runs one awaited answer; an error stays on the step. */
  const awaiting = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    setErrorField(undefined);
    try {
      await work();
    } catch (reason) {
      setErrorField(actions.field?.(reason));
      setError(actions.words(reason));
    } finally {
      setBusy(false);
    }
  };

  /** The certificate is believed. A saved server at the same address keeps its access. */
  const trustIt = () => setStep(saved?.host === draft.host.trim() ? "name" : "access");

  const lookAtAddress = async () => {
    const host = draft.host.trim();
    const found = await actions.look(draft.type, host);
    setLook(found);
    const problem = problemWith(found, draft.type, saved);
    if (problem !== undefined) {
      setStep("address");
      setError(problem);
      return;
    }
    if (found.product !== undefined && found.product !== draft.type && corrected() !== host) {
      setCorrected(host); // who changes it back knows better
      chooseKind(found.product);
    }
    setDraft({ fingerprint: found.fingerprint ?? "", trust: found.trusted || !found.encrypted ? "verify" : "pin" });
    if (found.trusted) trustIt();
    else setStep("certificate");
  };

  const tryAccess = async () => {
    if (!hasNewSecret(draft) && saved !== undefined) {
      setStep("name");
      return;
    }
    const found = await actions.probe(inputOf(draft, saved));
    if (!found.ok) {
      setError(found.message);
      return;
    }
    setProbe(found);
    if (draft.name === "") setDraft("name", found.clusterName ?? shortNameOf(draft.host));
    setStep("name");
  };

  /** The server registered itself: it is watched already, and can be given another name. */
  const greet = async (server: RegisteredServer) => {
    setRegistered(server);
    setDraft("name", server.name);
    setStep("name");
    setProbe(await actions.probeSaved?.(server.id));
  };

  /** Chooses the kind; a mail gateway has no tokens. */
  const chooseKind = (type: ServerKind) => {
    setError(undefined);
    setDraft({ type, access: scripted ? "script" : type === "pmg" ? "password" : "token", monitored: {} });
  };

  const save = async () => {
    const [server, name] = [registered(), draft.name.trim()];
    const parts = partsOf(draft, saved);
    if (server === undefined) await actions.save({ ...inputOf(draft, saved), ...parts, name });
    else await actions.rename?.(server.id, { ...parts, name });
  };

  return {
    draft,
    set: (changes: Partial<ServerDraft>) => {
      setError(undefined);
      setDraft(changes);
    },
    chooseKind,
    step,
    /** What answered at the address. */
    look,
    /** Whether the kind follows from what the server said, not from what was chosen. */
    wasCorrected: () => corrected() === draft.host.trim() && look()?.product === draft.type,
    probe,
    error,
    /** What the error is about, where the server told. */
    errorField,
    /** Whether a part of the server is read. */
    reads: (flag: MonitorFlag) => draft.monitored[flag] ?? saved?.monitored?.[flag] ?? isUsual(flag),
    setReads: (flag: MonitorFlag, read: boolean) => setDraft("monitored", flag, read),
    busy,
    /** Whether a server is being changed, not added. */
    saved,
    /** Whether the server can register itself by a script. */
    scripted,
    /** The server that registered itself, once it has. */
    registered,
    greet: (server: RegisteredServer) => awaiting(() => greet(server)),
    offerScript: (backupPerms: boolean) => {
      if (actions.script === undefined) return Promise.reject(new Error("there are no scripts here"));
      return actions.script({ ...certificateOf(draft), type: draft.type, host: draft.host.trim(), backupPerms });
    },
    watchRegistration: (type: ServerKind) => actions.watch?.(type),
    words: actions.words,
    stateOf: (name: StepName) => stateOf(name, step()),
    goTo: (name: StepName) => {
      setError(undefined);
      setStep(name);
    },
    lookAtAddress: () => awaiting(lookAtAddress),
    confirmCertificate: trustIt,
    /** The person compared and it was another one: back to the address, with why. */
    rejectCertificate: () => {
      setStep("address");
      setError("That was not the certificate of your server. Check the address, and what stands between it and Pulse.");
    },
    tryAccess: () => awaiting(tryAccess),
    save: () => awaiting(save),
  };
}

/** The words of the server as a sentence; an address at their beginning stays as it is. */
function sentence(words: string): string {
  return `${words.startsWith("http") ? words : capital(words)}${/[.?]$/.test(words) ? "" : "."}`;
}

/** Why an address cannot be taken; undefined when it can. */
function problemWith(look: ServerLook, type: ServerKind, saved: SavedServer | undefined): string | undefined {
  if (!look.reachable) return sentence(look.message ?? "nobody answers there");
  if (look.watchedAs !== undefined && look.watchedId !== saved?.id) return `${look.watchedAs} watches this server already, or its cluster. Change that connection instead.`;
  if (saved === undefined || look.product === undefined || look.product === type) return undefined;
  return `A ${serverKinds[look.product].name} answers there, not a ${serverKinds[type].name}. Add it as another server.`;
}

function isUsual(flag: MonitorFlag): boolean {
  return !Object.values(serverParts).some((parts) => parts.some((part) => part.flag === flag && part.unasked === true));
}

function stateOf(name: StepName, current: StepName): "done" | "now" | "next" {
  if (name === current) return "now";
  return order.indexOf(name) < order.indexOf(current) ? "done" : "next";
}
