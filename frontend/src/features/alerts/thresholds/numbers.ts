/** A number or switch of the configuration that belongs to no single resource. */
export interface FixedLimit {
  readonly path: readonly string[];
  readonly label: string;
  readonly hint?: string;
  /** On or off instead of a number. */
  readonly isSwitch?: boolean;
  /** 0 switches it off. */
  readonly zero?: string;
}

const mail = (label: string, warning: string, critical: string, unit: string): FixedLimit[] => [
  { path: ["pmgDefaults", warning], label: `${label}: warning at`, hint: unit },
  { path: ["pmgDefaults", critical], label: `${label}: critical at`, hint: unit },
];

const delay = (kind: string, label: string): FixedLimit => ({ path: ["timeThresholds", kind], label, hint: "seconds, where a metric has no time of its own", zero: "at once" });

/** What stands below the table of each kind. */
export const fixedLimits: Readonly<Record<string, { readonly title: string; readonly limits: readonly FixedLimit[] }>> = {
  guests: {
    title: "Time for all metrics, backups and snapshots of guests",
    limits: [
      delay("guest", "Guests: raised after"),
      { path: ["backupDefaults", "ageHoursWarning"], label: "Backup too old: warning after", hint: "hours", zero: "off" },
      { path: ["backupDefaults", "ageHoursCritical"], label: "Backup too old: critical after", hint: "hours", zero: "off" },
      { path: ["snapshotDefaults", "ageDaysWarning"], label: "Snapshot too old: warning after", hint: "days", zero: "off" },
      { path: ["backupDefaults", "failedWarning"], label: "Tell when a backup failed", isSwitch: true },
    ],
  },
  nodes: { title: "Time for all metrics of nodes", limits: [delay("node", "Nodes: raised after")] },
  storage: { title: "Time for all storages", limits: [delay("storage", "Storages: raised after")] },
  docker: {
    title: "Restarts and memory limits of containers",
    limits: [
      { path: ["dockerDefaults", "restartCount"], label: "Restarts: critical above", hint: "restarts" },
      { path: ["dockerDefaults", "restartWindow"], label: "Restarts: counted within", hint: "seconds" },
      { path: ["dockerDefaults", "memoryWarnPct"], label: "Memory of limit: warning at", hint: "percent of the container's own limit" },
      { path: ["dockerDefaults", "memoryCriticalPct"], label: "Memory of limit: critical at", hint: "percent of the container's own limit" },
    ],
  },
  servers: {
    title: "Time for all metrics, and jobs of backup servers",
    limits: [
      delay("pbs", "Backup servers: raised after"),
      { path: ["pbsJobDefaults", "failed"], label: "Tell when a job failed", isSwitch: true },
      { path: ["pbsJobDefaults", "verifyFailed"], label: "Tell when a verification failed", isSwitch: true },
    ],
  },
  mail: {
    title: "Queues and quarantine",
    limits: [
      ...mail("Waiting mail", "queueTotalWarning", "queueTotalCritical", "messages"),
      ...mail("Deferred mail", "deferredQueueWarn", "deferredQueueCritical", "messages"),
      ...mail("Mail on hold", "holdQueueWarn", "holdQueueCritical", "messages"),
      ...mail("Oldest message", "oldestMessageWarnMins", "oldestMessageCritMins", "minutes"),
      ...mail("Spam in quarantine", "quarantineSpamWarn", "quarantineSpamCritical", "messages"),
      ...mail("Viruses in quarantine", "quarantineVirusWarn", "quarantineVirusCritical", "messages"),
      ...mail("Growth of quarantine", "quarantineGrowthWarnPct", "quarantineGrowthCritPct", "percent in 2 h"),
      ...mail("Growth of quarantine, least", "quarantineGrowthWarnMin", "quarantineGrowthCritMin", "messages"),
    ],
  },
};
