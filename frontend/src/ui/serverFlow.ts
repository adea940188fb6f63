import { createStore } from "solid-js/store";
import { createSignal } from "solid-js";
import type { ServerKind } from "./serverKinds";

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

/** What is sent to try or to save a server; what is absent stays as it is. */
export interface ServerInput {
  readonly type: ServerKind;
  readonly host: string;
  readonly name?: string;
  readonly fingerprint?: string;
  readonly verifySSL?: boolean;
  readonly user?: string;
  readonly password?: string;
  readonly tokenName?: string;
  readonly tokenValue?: string;
}

/** A server that is there already and is being changed; its secrets are not known here. */
export interface SavedServer {
  /** Proxmox VE unless told. */
  readonly type?: ServerKind;
  readonly name: string;
  readonly host: string;
  readonly user?: string;
  readonly tokenName?: string;
  readonly fingerprint?: string;
  readonly verifySSL: boolean;
}

/** How the certificate is believed. */
export type Trust = "verify" | "pin" | "any";

/** How Pulse gets in. */
export type Access = "script" | "token" | "password";

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

/** Everything that was entered so far. */
export interface ServerDraft {
  type: ServerKind;
  host: string;
  trust: Trust;
  fingerprint: string;
  access: Access;
  tokenName: string;
  tokenValue: string;
  user: string;
  password: string;
  name: string;
}

/** What the flow asks of the page it stands on. */
export interface ServerActions {
  readonly probe: (input: ServerInput) => Promise<ServerProbe>;
  readonly save: (input: ServerInput) => Promise<void>;
  /** Gives a server that registered itself its name. */
  readonly rename?: (id: string, name: string) => Promise<void>;
  /** Makes a command to run on the server; absent where servers cannot register themselves. */
  readonly script?: (input: ScriptInput) => Promise<ScriptOffer>;
  /** Begins to look for a server that registers itself. */
  readonly watch?: (type: ServerKind) => Promise<() => Promise<RegisteredServer | undefined>>;
  /** Tries a server that has registered itself. */
  readonly probeSaved?: (id: string) => Promise<ServerProbe>;
  /** What to say about something that was thrown. */
  readonly words: (error: unknown) => string;
}

/** The state of adding or changing a server, step by step. */
export type ServerFlowState = ReturnType<typeof createServerFlow>;

/** Creates the flow: for a new server at its address, for a saved one with every step done. */
export function createServerFlow(actions: ServerActions, saved?: SavedServer) {
  const scripted = saved === undefined && actions.script !== undefined;
  const [draft, setDraft] = createStore<ServerDraft>({ ...draftOf(saved), ...(scripted ? { access: "script" } : {}) });
  const [step, setStep] = createSignal<StepName>(saved === undefined ? "address" : "name");
  const [probe, setProbe] = createSignal<ServerProbe>();
  const [error, setError] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const [registered, setRegistered] = createSignal<RegisteredServer>();

  /** Runs one awaited answer; an error stays on the step. */
  const awaiting = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (reason) {
      setError(actions.words(reason));
    } finally {
      setBusy(false);
    }
  };

  const lookAtAddress = async () => {
    const found = await actions.probe({ type: draft.type, host: draft.host.trim() });
    setProbe(found);
    if (found.fingerprint === undefined && !found.ok && !/credential/i.test(found.message)) {
      setError(found.message);
      return;
    }
    const trusted = found.trusted === true;
    setDraft({ fingerprint: found.fingerprint ?? "", trust: trusted ? "verify" : "pin" });
    setStep(trusted ? "access" : "certificate");
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

  const save = async () => {
    const [server, name] = [registered(), draft.name.trim()];
    if (server === undefined) await actions.save({ ...inputOf(draft, saved), name });
    else await actions.rename?.(server.id, name);
  };

  return {
    draft,
    set: (changes: Partial<ServerDraft>) => {
      setError(undefined);
      setDraft(changes);
    },
    /** Chooses the kind; a mail gateway has no tokens. */
    chooseKind: (type: ServerKind) => {
      setError(undefined);
      setDraft({ type, access: scripted ? "script" : type === "pmg" ? "password" : "token" });
    },
    step,
    probe,
    error,
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
    /** The certificate was compared. A saved server at the same address keeps its access. */
    confirmCertificate: () => setStep(saved?.host === draft.host.trim() ? "name" : "access"),
    /** The person compared and it was another one: back to the address, with why. */
    rejectCertificate: () => {
      setStep("address");
      setError("That was not the certificate of your server. Check the address, and what stands between it and Pulse.");
    },
    tryAccess: () => awaiting(tryAccess),
    save: () => awaiting(save),
  };
}

/** What is sent for the draft. Secrets that were not entered are left out, so that they stay. */
export function inputOf(draft: ServerDraft, saved?: SavedServer): ServerInput {
  const input: ServerInput = { type: draft.type, host: draft.host.trim(), ...certificateOf(draft) };
  if (draft.access === "script") return input;
  if (saved !== undefined && !hasNewSecret(draft)) return input;
  if (draft.access === "token") return { ...input, tokenName: draft.tokenName.trim(), tokenValue: draft.tokenValue.trim() };
  return { ...input, user: draft.user.trim(), password: draft.password };
}

function certificateOf(draft: ServerDraft) {
  return { fingerprint: draft.trust === "pin" ? draft.fingerprint.trim() : "", verifySSL: draft.trust !== "any" };
}

function hasNewSecret(draft: ServerDraft): boolean {
  return (draft.access === "token" ? draft.tokenValue : draft.password) !== "";
}

function draftOf(saved: SavedServer | undefined): ServerDraft {
  const pinned = saved?.fingerprint !== undefined && saved.fingerprint !== "";
  return {
    type: saved?.type ?? "pve",
    host: saved?.host ?? "",
    trust: pinned ? "pin" : saved?.verifySSL === false ? "any" : "verify",
    fingerprint: saved?.fingerprint ?? "",
    access: saved?.type === "pmg" || (saved?.user !== undefined && saved.tokenName === undefined) ? "password" : "token",
    tokenName: saved?.tokenName ?? "",
    tokenValue: "",
    user: saved?.user ?? "",
    password: "",
    name: saved?.name ?? "",
  };
}

function stateOf(name: StepName, current: StepName): "done" | "now" | "next" {
  if (name === current) return "now";
  return order.indexOf(name) < order.indexOf(current) ? "done" : "next";
}

/** "pve1" out of "https://pve1.example.org:8006"; an address stays whole. */
function shortNameOf(host: string): string {
  const bare = host.trim().replace(/^https?:\/\//, "").replace(/[:/].*$/, "");
  return /^[\d.]+$/.test(bare) ? bare : (bare.split(".")[0] ?? bare);
}
