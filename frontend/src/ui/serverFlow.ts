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
export type Access = "token" | "password";

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
  /** What to say about something that was thrown. */
  readonly words: (error: unknown) => string;
}

/** The state of adding or changing a server, step by step. */
export type ServerFlowState = ReturnType<typeof createServerFlow>;

/** Creates the flow: for a new server at its address, for a saved one with every step done. */
export function createServerFlow(actions: ServerActions, saved?: SavedServer) {
  const [draft, setDraft] = createStore<ServerDraft>(draftOf(saved));
  const [step, setStep] = createSignal<StepName>(saved === undefined ? "address" : "name");
  const [probe, setProbe] = createSignal<ServerProbe>();
  const [error, setError] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);

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

  return {
    draft,
    set: (changes: Partial<ServerDraft>) => {
      setError(undefined);
      setDraft(changes);
    },
    /** Chooses the kind; a mail gateway has no tokens. */
    chooseKind: (type: ServerKind) => {
      setError(undefined);
      setDraft({ type, access: type === "pmg" ? "password" : "token" });
    },
    step,
    probe,
    error,
    busy,
    /** Whether a server is being changed, not added. */
    saved,
    stateOf: (name: StepName) => stateOf(name, step()),
    goTo: (name: StepName) => {
      setError(undefined);
      setStep(name);
    },
    lookAtAddress: () => awaiting(lookAtAddress),
    confirmCertificate: () => setStep("access"),
    /** The person compared and it was another one: back to the address, with why. */
    rejectCertificate: () => {
      setStep("address");
      setError("That was not the certificate of your server. Check the address, and what stands between it and Pulse.");
    },
    tryAccess: () => awaiting(tryAccess),
    save: () => awaiting(() => actions.save({ ...inputOf(draft, saved), name: draft.name.trim() })),
  };
}

/** What is sent for the draft. Secrets that were not entered are left out, so that they stay. */
export function inputOf(draft: ServerDraft, saved?: SavedServer): ServerInput {
  const input: ServerInput = {
    type: draft.type,
    host: draft.host.trim(),
    fingerprint: draft.trust === "pin" ? draft.fingerprint.trim() : "",
    verifySSL: draft.trust !== "any",
  };
  if (saved !== undefined && !hasNewSecret(draft)) return input;
  if (draft.access === "token") return { ...input, tokenName: draft.tokenName.trim(), tokenValue: draft.tokenValue.trim() };
  return { ...input, user: draft.user.trim(), password: draft.password };
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
