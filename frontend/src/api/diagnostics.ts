import { type Parse, filled, flag, listOf, number, object, positive, text } from "../lib/decode";
import type { Client } from "./client";

/** How the reading of one part of a server does. Times are in milliseconds. */
export interface PartCheck {
  part: string;
  lastSuccess?: number;
  lastError?: string;
  failingSince?: number;
  /** Undefined until it ran twice. */
  requestsPerMinute?: number;
}

/** The certificate that a server shows. */
export interface CertificateCheck {
  fingerprint: string;
  trusted: boolean;
  pinned: boolean;
  notAfter: string;
}

/** What the test of one connection brought. */
export interface ServerCheck {
  id: string;
  name: string;
  host: string;
  type: string;
  connected: boolean;
  error?: string;
  reachable: boolean;
  authenticated?: boolean;
  latencyMs: number;
  certificate?: CertificateCheck;
  missing: string[];
  requestsPerMinute?: number;
  parts: PartCheck[];
  details?: { version?: string };
}

/** A Docker host, which reports by itself. */
export interface HostCheck {
  id: string;
  name: string;
  connected: boolean;
  error?: string;
  agentVersion?: string;
}

/** This program on its machine. */
export interface SystemCheck {
  os: string;
  arch: string;
  numCPU: number;
  memoryMB: number;
}

/** Everything that diagnostics tell. */
export interface Diagnostics {
  productVersion: string;
  version: string;
  /** Seconds since the start. */
  uptime: number;
  requestsPerMinute?: number;
  nodes: ServerCheck[];
  pbs: ServerCheck[];
  pmg: ServerCheck[];
  docker: HostCheck[];
  system: SystemCheck;
  errors: string[];
}

const part: Parse<PartCheck> = object<PartCheck>({
  blank: () => ({ part: "" }),
  fields: { part: text, lastSuccess: positive, lastError: filled, failingSince: positive, requestsPerMinute: number },
});

const certificate: Parse<CertificateCheck> = object<CertificateCheck>({
  blank: () => ({ fingerprint: "", trusted: false, pinned: false, notAfter: "" }),
  fields: { fingerprint: text, trusted: flag, pinned: flag, notAfter: text },
});

const check: Parse<ServerCheck> = object<ServerCheck>({
  blank: () => ({ id: "", name: "", host: "", type: "", connected: false, reachable: false, latencyMs: 0, missing: [], parts: [] }),
  fields: {
    id: text,
    name: text,
    host: text,
    type: text,
    connected: flag,
    error: filled,
    reachable: flag,
    authenticated: flag,
    latencyMs: number,
    certificate,
    missing: listOf(text),
    requestsPerMinute: number,
    parts: listOf(part),
    details: object<{ version?: string }>({ blank: () => ({}), fields: { version: filled } }),
  },
});

const host: Parse<HostCheck> = object<HostCheck>({
  blank: () => ({ id: "", name: "", connected: false }),
  fields: { id: text, name: text, connected: flag, error: filled, agentVersion: filled },
});

const system: Parse<SystemCheck> = object<SystemCheck>({
  blank: () => ({ os: "", arch: "", numCPU: 0, memoryMB: 0 }),
  fields: { os: text, arch: text, numCPU: number, memoryMB: number },
});

const diagnostics: Parse<Diagnostics> = object<Diagnostics>({
  blank: () => ({
    productVersion: "",
    version: "",
    uptime: 0,
    nodes: [],
    pbs: [],
    pmg: [],
    docker: [],
    system: { os: "", arch: "", numCPU: 0, memoryMB: 0 },
    errors: [],
  }),
  fields: {
    productVersion: text,
    version: text,
    uptime: number,
    requestsPerMinute: number,
    nodes: listOf(check),
    pbs: listOf(check),
    pmg: listOf(check),
    docker: listOf(host),
    system,
    errors: listOf(text),
  },
});

/** Tests every connection now, which takes up to half a minute. */
export function fetchDiagnostics(client: Client): Promise<Diagnostics> {
  return client.get("/api/diagnostics", diagnostics);
}
