import type { Row } from "./estate";

const GiB = 1024 ** 3;
const MiB = 1024 ** 2;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

type ContainerLine = [name: string, image: string, health: string, cpu: number, used: number, limit: number, port: number, days: number];

const lines: Record<string, ContainerLine[]> = {
  "dock-01": [
    ["traefik", "traefik:3.5", "healthy", 3, 96, 256, 443, 27], ["authentik", "authentik/server:2025.10", "healthy", 9, 871, 2048, 9000, 12], ["postgres", "postgres:17.6", "healthy", 14, 1340, 2048, 5432, 27],
    ["paperless-ocr", "paperless-ngx:2.19", "unhealthy", 6, 912, 1024, 8010, 0.12], ["redis", "valkey:8.1", "", 1, 38, 256, 0, 27], ["loki", "grafana/loki:3.5", "", 11, 640, 1024, 3100, 12],
    ["vikunja", "vikunja:1.0", "", 1, 74, 512, 3456, 12], ["ntfy", "ntfy:2.15", "healthy", 1, 44, 128, 2586, 27], ["watchtower", "watchtower:1.7", "", 0, 14, 0, 0, 27],
  ],
  "dock-02": [["gitlab-runner", "gitlab-runner:18.5", "", 7, 190, 1024, 0, 9], ["registry", "registry:3.0", "healthy", 1, 62, 512, 5000, 9], ["sonarqube", "sonarqube:25.10", "", 22, 2210, 4096, 9000, 9], ["nexus", "nexus3:3.85", "healthy", 5, 1490, 3072, 8081, 9]],
};

/** Two Docker hosts; in the busy scene one is silent, and one container fails its probe. */
export function dockerRows(now: number, calm: boolean): Row[] {
  return Object.entries(lines).map(([name, containers]) => {
    const silent = !calm && name === "dock-02";
    const rows = containers.map(([container, image, health, cpu, used, limit, port, days]) => ({
      id: `${name}${container}0123456789abcdef`, name: container, image, state: "running", status: `Up ${days} days`, health: calm && health === "unhealthy" ? "healthy" : health,
      cpuPercent: cpu, memoryUsageBytes: used * MiB, memoryLimitBytes: limit * MiB, memoryPercent: limit === 0 ? 0 : (used / limit) * 100,
      restartCount: health === "unhealthy" ? 2 : 0, exitCode: 0, recentExitCodes: health === "unhealthy" ? [1, 137] : undefined, startedAt: now - days * day,
      ports: port === 0 ? undefined : [{ privatePort: port, publicPort: port, protocol: "tcp", ip: "0.0.0.0" }],
    }));
    if (name === "dock-01") rows.push(stopped("old-wiki", "dokuwiki:2024-02", 0, now - 18 * day));
    return {
      id: name, hostname: name, displayName: name, os: "Debian 13", dockerVersion: "28.5.1", cpus: 8, totalMemoryBytes: 16 * GiB, status: silent ? "offline" : "online", intervalSeconds: 30, agentVersion: "1.0.0",
      tokenName: "docker agents", tokenHint: "docker-a…c3d4", hidden: false, pendingUninstall: false, containers: rows, issues: !calm && name === "dock-01" ? ["paperless-ocr fails its health check"] : [],
      ...(silent ? { stale: true, staleSince: now - 30 * minute, staleReason: "The agent on dock-02 has not reported for 30 minutes." } : {}),
    };
  });
}

function stopped(name: string, image: string, exitCode: number, finishedAt: number) {
  return {
    id: `${name}0123456789abcdef`, name, image, state: "exited", status: `Exited (${exitCode})`, health: "", cpuPercent: 0, memoryUsageBytes: 0, memoryLimitBytes: 0, memoryPercent: 0,
    restartCount: 0, exitCode, recentExitCodes: undefined, startedAt: finishedAt - day, finishedAt, ports: undefined,
  };
}

/** One backup server with two datastores. */
export function serverRows(now: number, calm: boolean): Row[] {
  const at = (hoursAgo: number) => new Date(now - hoursAgo * hour).toISOString();
  const job = (id: string, store: string, next: number, fields: object) => ({ id, store, status: "OK", nextRun: at(-next), ...fields });
  const store = (name: string, total: number, percent: number, factor: number, namespaces: string[]) => ({
    name, total: total * GiB, used: (total * GiB * percent) / 100, free: (total * GiB * (100 - percent)) / 100, usage: percent, status: "available", deduplicationFactor: factor,
    namespaces: namespaces.map((path) => ({ path, depth: path === "" ? 0 : 1 })),
  });
  return [
    {
      id: "pbs-vault", name: "vault", host: "https://vault.example.org:8007", status: "online", version: "4.0.2", cpu: 12, memory: 41, memoryUsed: 13 * GiB, memoryTotal: 32 * GiB, uptime: 71 * 86_400, connectionHealth: "healthy",
      datastores: [store("main", 18_432, 78, 12.4, ["", "atlas", "borea"]), store("archive", 11_059, 44, 8.1, ["", "yearly"])],
      backupJobs: [],
      syncJobs: [job("s-1", "archive", 20, { remote: "vault / main", lastSync: at(0.12), status: calm ? "OK" : "running" })],
      verifyJobs: [job("v-1", "main", 14, { lastVerify: at(10.5), ...(calm ? {} : { status: "verification failed", error: "verification failed: 1 chunk does not match" }) })],
      pruneJobs: [job("p-1", "main", 15, { lastPrune: at(8.8) })],
      garbageJobs: [job("g-1", "main", 90, { lastGarbage: at(85), removedBytes: 212 * GiB }), job("g-2", "archive", 90, { lastGarbage: at(86), removedBytes: 18 * GiB })],
    },
  ];
}

/** A mail gateway of two nodes. */
export function mailRows(now: number, calm: boolean): Row[] {
  const queue = (deferred: number, active: number, oldest: number) => ({ active, deferred, hold: 1, incoming: 2, total: deferred + active + 3, oldestAge: oldest, updatedAt: new Date(now).toISOString() });
  const mailCount = Array.from({ length: 24 }, (_, index) => {
    const start = now - (24 - index) * hour;
    const busy = Math.exp(-(((new Date(start).getHours() - 11.6) / 4.1) ** 2));
    const countIn = Math.round(60 + 190 * busy + (index % 5) * 4);
    return { timestamp: new Date(start - (start % hour)).toISOString(), count: 0, countIn, countOut: Math.round(countIn * 0.4), spamIn: Math.round(countIn * 0.18), spamOut: 0, virusIn: index % 7 === 3 ? 9 : 0, virusOut: 0 };
  });
  return [
    {
      id: "pmg-mx-gate", name: "mx-gate", host: "https://mx-gate.example.org:8006", status: "online", version: "8.2.1", connectionHealth: "healthy",
      nodes: [
        { name: "mx-gate-1", status: "online", role: "master", uptime: 63 * 86_400, loadAvg: "0.7", queueStatus: calm ? queue(4, 3, 240) : queue(221, 4, 1440) },
        { name: "mx-gate-2", status: "online", role: "node", uptime: 63 * 86_400, loadAvg: "0.4", queueStatus: queue(calm ? 2 : 15, 5, 300) },
      ],
      mailStats: { timeframe: "day", countTotal: 9811, countIn: 6871, countOut: 2940, spamIn: 1204, spamOut: 3, virusIn: 37, virusOut: 0, bouncesIn: 18, bouncesOut: 6, bytesIn: 0, bytesOut: 0, greylistCount: 742, junkIn: 0, averageProcessTimeMs: 810, rblRejects: 9310, pregreetRejects: 1077 },
      mailCount,
      spamDistribution: [["0", 1302], ["1", 420], ["2", 231], ["3", 160], ["4", 92], ["5", 199], ["6", 120], ["7", 80], ["8", 310], ["9", 257], ["10", 924]].map(([score, count]) => ({ score, count })),
      quarantine: { spam: 1418, virus: 37, attachment: 12, blacklisted: 204 },
    },
  ];
}

/** Disks of the nodes and a Ceph cluster. */
export function hardwareParts(calm: boolean, stale: object): { physicalDisks: Row[]; cephClusters: Row[] } {
  const disk = (node: string, dev: string, model: string, type: string, size: number, wearout: number, temperature: number, used: string): Row => ({
    id: `${node}-${dev}`, node, instance: node.replace(/\d+$/, ""), devPath: `/dev/${dev}`, model, serial: `S64H${dev.toUpperCase()}`, type, size: size * 1e9, health: "PASSED", wearout, temperature, rpm: type === "hdd" ? 5400 : 0, used,
    ...(node === "borea3" ? stale : {}),
  });
  return {
    physicalDisks: [
      disk("atlas1", "nvme0n1", "Micron 7450", "nvme", 3840, 91, 45, "Ceph OSD 1"), disk("atlas2", "nvme0n1", "Micron 7450", "nvme", 3840, 88, 47, "Ceph OSD 3"), disk("atlas3", "nvme1n1", "Samsung PM9A3", "nvme", 1920, 71, 49, "ZFS"),
      disk("atlas3", "nvme2n1", "Samsung PM9A3", "nvme", 1920, calm ? 64 : 8, 58, "ZFS"), disk("borea2", "sda", "WD Red Plus", "hdd", 8000, -1, 36, "ZFS"), disk("borea2", "sdb", "WD Red Plus", "hdd", 8000, -1, 37, "ZFS"), disk("borea3", "nvme0n1", "WD Blue SN580", "nvme", 500, 94, 44, "LVM"),
    ],
    cephClusters: [
      {
        id: "atlas-ceph", instance: "atlas", name: "Ceph", health: calm ? "HEALTH_OK" : "HEALTH_WARN", healthMessage: calm ? undefined : "OSD_NEARFULL: 1 nearfull osd(s)", totalBytes: 12_083 * GiB, usedBytes: 7370 * GiB, availableBytes: 4713 * GiB, usagePercent: 61,
        numMons: 3, numMgrs: 2, numOsds: 9, numOsdsUp: 9, numOsdsIn: 9, numPGs: 321,
        pools: [{ id: 1, name: "ceph-vm", storedBytes: 2400 * GiB, availableBytes: 1500 * GiB, objects: 614_400, percentUsed: 61 }, { id: 2, name: ".mgr", storedBytes: 40 * MiB, availableBytes: 1500 * GiB, objects: 12, percentUsed: 0.01 }],
        services: [{ type: "mon", running: 3, total: 3 }, { type: "mgr", running: 2, total: 2 }],
      },
    ],
  };
}
