/**
 * The compiler compares here what we read with what the server's document says
 * that it sends: a field that is misspelt or gone no longer compiles.
 */
import type { BackupTask, GuestSnapshot, PbsBackup, StorageBackup } from "./backups";
import type { DockerContainer, DockerHost } from "./docker";
import type { CephCluster, CephPool, CephService, PhysicalDisk, ZfsDevice, ZfsPool } from "./hardware";
import type { Datastore, Namespace, PbsServer } from "./pbs";
import type { MailGateway, MailHour, MailNode, MailQueue, MailStats, Quarantine, SpamScore } from "./pmg";
import type { Replication } from "./replication";
import type { Alert, CpuInfo, Guest, Node, Storage, Temperature, Updates, Usage } from "./types";
import type { components } from "./types.gen";

/** The answers and inputs of the published document. */
export type Wire = components["schemas"];

/** Fields of ours that the wire does not have, apart from those that are known to come from elsewhere. */
export type Strange<Ours, Theirs, Elsewhere extends PropertyKey = never> = Exclude<keyof Ours, keyof Theirs | Elsewhere>;

/** Compiles for nothing only. */
export type Agreed<T extends never> = T;

/** The rows of the estate; the live feed has `upSince` in the place of `uptime`. */
export interface EstateAgrees {
  readonly nodes: Agreed<Strange<Node, Wire["Node"], "upSince">>;
  readonly processors: Agreed<Strange<CpuInfo, Wire["CPUInfo"]>>;
  readonly guests: Agreed<Strange<Guest, Wire["Guest"], "upSince">>;
  readonly storages: Agreed<Strange<Storage, Wire["Storage"]>>;
  readonly alerts: Agreed<Strange<Alert, Wire["Alert"]>>;
  readonly temperatures: Agreed<Strange<Temperature, Wire["Temperature"]>>;
  readonly updates: Agreed<Strange<Updates, Wire["Updates"]>>;
  readonly replications: Agreed<Strange<Replication, Wire["ReplicationJob"]>>;
  readonly backupTasks: Agreed<Strange<BackupTask, Wire["BackupTask"]>>;
  readonly storageBackups: Agreed<Strange<StorageBackup, Wire["StorageBackup"]>>;
  readonly snapshots: Agreed<Strange<GuestSnapshot, Wire["GuestSnapshot"]>>;
  readonly pbsBackups: Agreed<Strange<PbsBackup, Wire["PBSBackup"]>>;
  readonly dockerHosts: Agreed<Strange<DockerHost, Wire["DockerHost"]>>;
  readonly dockerContainers: Agreed<Strange<DockerContainer, Wire["DockerContainer"]>>;
  readonly disks: Agreed<Strange<PhysicalDisk, Wire["PhysicalDisk"]>>;
  readonly pools: Agreed<Strange<ZfsPool, Wire["ZFSPool"]>>;
  readonly poolDevices: Agreed<Strange<ZfsDevice, Wire["ZFSDevice"]>>;
  readonly ceph: Agreed<Strange<CephCluster, Wire["CephCluster"]>>;
  readonly cephPools: Agreed<Strange<CephPool, Wire["CephPool"]>>;
  readonly cephServices: Agreed<Strange<CephService, Wire["CephService"]>>;
  readonly backupServers: Agreed<Strange<PbsServer, Wire["PBS"]>>;
  readonly datastores: Agreed<Strange<Datastore, Wire["Datastore"]>>;
  readonly namespaces: Agreed<Strange<Namespace, Wire["Namespace"]>>;
  readonly gateways: Agreed<Strange<MailGateway, Wire["PMG"]>>;
  readonly gatewayNodes: Agreed<Strange<MailNode, Wire["PMGNode"]>>;
  readonly queues: Agreed<Strange<MailQueue, Wire["QueueStatus"]>>;
  readonly mailStatistics: Agreed<Strange<MailStats, Wire["MailStats"]>>;
  readonly mailHours: Agreed<Strange<MailHour, Wire["MailCount"]>>;
  readonly spamScores: Agreed<Strange<SpamScore, Wire["SpamScore"]>>;
  readonly quarantines: Agreed<Strange<Quarantine, Wire["Quarantine"]>>;
  readonly usages: Agreed<Strange<Usage, Wire["Disk"] & Wire["Memory"]>>;
}
