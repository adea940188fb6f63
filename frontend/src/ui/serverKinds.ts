/** A kind of server that can be added. */
export type ServerKind = "pve" | "pbs" | "pmg";

/** What differs from kind to kind when a server is added. */
export interface ServerKindWords {
  readonly name: string;
  readonly addressHint: string;
  readonly placeholder: string;
  /** Shows the fingerprint of the certificate on the server itself. */
  readonly certificateCommand: string;
  /** Makes a token that can only read; absent where there are no tokens. */
  readonly tokenCommands?: readonly string[];
  readonly tokenHint: string;
  readonly userHint: string;
  /** What will be watched. */
  readonly watched: string;
}

/** The kinds and their words. */
export const serverKinds: Readonly<Record<ServerKind, ServerKindWords>> = {
  pve: {
    name: "Proxmox VE",
    addressHint: "Any node of a cluster will do; port 8006 if none is given.",
    placeholder: "pve.example.org",
    certificateCommand: "pvenode cert info",
    tokenCommands: ["pveum user add pulse@pve", "pveum acl modify / --users pulse@pve --roles PVEAuditor", "pveum user token add pulse@pve pulse --privsep 0"],
    tokenHint: "For example pulse@pve!pulse",
    userHint: "With its realm, for example root@pam",
    watched: "nodes, guests and storages",
  },
  pbs: {
    name: "Backup Server",
    addressHint: "Port 8007 if none is given.",
    placeholder: "pbs.example.org",
    certificateCommand: "proxmox-backup-manager cert info",
    tokenCommands: [
      "proxmox-backup-manager user create pulse@pbs",
      "proxmox-backup-manager acl update / Audit --auth-id pulse@pbs",
      "proxmox-backup-manager user generate-token pulse@pbs pulse",
      "proxmox-backup-manager acl update / Audit --auth-id 'pulse@pbs!pulse'",
    ],
    tokenHint: "For example pulse@pbs!pulse",
    userHint: "With its realm, for example pulse@pbs",
    watched: "datastores, backups and jobs",
  },
  pmg: {
    name: "Mail Gateway",
    addressHint: "Any node of a cluster will do; port 8006 if none is given.",
    placeholder: "mail.example.org",
    certificateCommand: "pmgconfig cert info",
    tokenHint: "",
    userHint: "With its realm, for example pulse@pmg",
    watched: "queues, mail statistics and quarantine",
  },
};
