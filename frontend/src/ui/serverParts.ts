import type { ServerKind } from "./serverKinds";

/** The name of something that can be read of a server, or left. */
export type MonitorFlag =
  | "monitorVMs"
  | "monitorContainers"
  | "monitorStorage"
  | "monitorBackups"
  | "monitorPhysicalDisks"
  | "monitorDatastores"
  | "monitorSyncJobs"
  | "monitorVerifyJobs"
  | "monitorPruneJobs"
  | "monitorGarbageJobs"
  | "monitorMailStats"
  | "monitorQueues"
  | "monitorQuarantine"
  | "monitorDomainStats";

/** What of a server is read; what is absent is as usual. */
export type Monitored = Partial<Record<MonitorFlag, boolean>>;

interface Part {
  readonly flag: MonitorFlag;
  readonly label: string;
  /** Read only when it is asked for. */
  readonly unasked?: boolean;
}

/** What each kind has. */
export const serverParts: Readonly<Record<ServerKind, readonly Part[]>> = {
  pve: [
    { flag: "monitorVMs", label: "Virtual machines" },
    { flag: "monitorContainers", label: "Containers" },
    { flag: "monitorStorage", label: "Storages" },
    { flag: "monitorBackups", label: "Backups and snapshots" },
    { flag: "monitorPhysicalDisks", label: "Disks and their health" },
  ],
  pbs: [
    { flag: "monitorDatastores", label: "Datastores" },
    { flag: "monitorSyncJobs", label: "Sync jobs" },
    { flag: "monitorVerifyJobs", label: "Verification jobs" },
    { flag: "monitorPruneJobs", label: "Prune jobs" },
    { flag: "monitorGarbageJobs", label: "Garbage collection", unasked: true },
  ],
  pmg: [
    { flag: "monitorMailStats", label: "Mail statistics" },
    { flag: "monitorQueues", label: "Queues" },
    { flag: "monitorQuarantine", label: "Quarantine" },
    { flag: "monitorDomainStats", label: "Statistics of each domain", unasked: true },
  ],
};

/** How often disks are read unless somebody says otherwise, in minutes. */
export const usualDiskMinutes = 5;

/** The minutes in a field: none for the usual, undefined when they cannot be taken. */
export function diskMinutesIn(text: string): number | undefined {
  if (text.trim() === "") return 0;
  const minutes = Number(text);
  return Number.isInteger(minutes) && minutes >= 1 && minutes <= 1440 ? minutes : undefined;
}
