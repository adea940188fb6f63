import type { ServerKind } from "./serverKinds";
import { type Monitored, diskMinutesIn } from "./serverParts";

/** What is sent to try or to save a server; what is absent stays as it is. */
export interface ServerInput extends Readonly<Monitored> {
  readonly physicalDiskPollingMinutes?: number;
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
  readonly id?: string;
  /** Proxmox VE unless told. */
  readonly type?: ServerKind;
  readonly name: string;
  readonly host: string;
  readonly user?: string;
  readonly tokenName?: string;
  readonly fingerprint?: string;
  readonly verifySSL: boolean;
  readonly monitored?: Monitored;
  /** How often disks are read; the usual when absent. */
  readonly diskMinutes?: number;
}

/** How the certificate is believed. */
export type Trust = "verify" | "pin" | "any";

/** How Pulse gets in. */
export type Access = "script" | "token" | "password";

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
  /** What is read otherwise than before. */
  monitored: Monitored;
  /** Minutes as they were typed; empty for the usual. */
  diskMinutes: string;
}

/** What is sent for the draft. Secrets that were not entered are left out, so that they stay. */
export function inputOf(draft: ServerDraft, saved?: SavedServer): ServerInput {
  const input: ServerInput = { type: draft.type, host: draft.host.trim(), ...certificateOf(draft) };
  if (draft.access === "script") return input;
  if (saved !== undefined && !hasNewSecret(draft)) return input;
  if (draft.access === "token") return { ...input, tokenName: draft.tokenName.trim(), tokenValue: draft.tokenValue.trim() };
  return { ...input, user: draft.user.trim(), password: draft.password };
}

/** How the certificate is to be believed, as it is sent. */
export function certificateOf(draft: ServerDraft) {
  return { fingerprint: draft.trust === "pin" ? draft.fingerprint.trim() : "", verifySSL: draft.trust !== "any" };
}

/** Whether a secret was entered. */
export function hasNewSecret(draft: ServerDraft): boolean {
  return (draft.access === "token" ? draft.tokenValue : draft.password) !== "";
}

/** The draft with which the flow begins. */
export function draftOf(saved: SavedServer | undefined): ServerDraft {
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
    monitored: {},
    diskMinutes: saved?.diskMinutes === undefined ? "" : String(saved.diskMinutes),
  };
}

/** What is read of the server, as far as it was changed. */
export function partsOf(draft: ServerDraft, saved?: SavedServer): Monitored & Pick<ServerInput, "physicalDiskPollingMinutes"> {
  const minutes = diskMinutesIn(draft.diskMinutes);
  const changed = minutes !== undefined && minutes !== (saved?.diskMinutes ?? 0);
  return { ...draft.monitored, ...(changed ? { physicalDiskPollingMinutes: minutes } : {}) };
}

/** "pve1" out of "https://pve1.example.org:8006"; an address stays whole. */
export function shortNameOf(host: string): string {
  const bare = host.trim().replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  const [, inBrackets] = /^\[(.+)\]/.exec(bare) ?? [];
  if (inBrackets !== undefined || bare.split(":").length > 2) return inBrackets ?? bare; // IPv6
  const name = bare.replace(/:.*$/, "");
  return /^[\d.]+$/.test(name) ? name : (name.split(".")[0] ?? name);
}
