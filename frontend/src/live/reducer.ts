import { type Json, type Shape, json, listOf, mapOf, number, object, patch, text } from "../lib/decode";
import { backupTaskShape, guestSnapshotShape, mapped, noBackups, pbsBackupShape, storageBackupShape } from "../domain/backups";
import { dockerHostShape } from "../domain/docker";
import { cephShape, diskShape } from "../domain/hardware";
import { pbsShape } from "../domain/pbs";
import { pmgShape } from "../domain/pmg";
import { replicationShape } from "../domain/replication";
import { alertShape, connection, guestShape, nodeShape, rowsOf, storageShape } from "../domain/shapes";
import type { Estate } from "../domain/types";
import type { DeltaFrame } from "./protocol";

/** Nothing known yet. */
export function emptyEstate(): Estate {
  return {
    nodes: {},
    vms: {},
    containers: {},
    storage: {},
    dockerHosts: {},
    physicalDisks: {},
    cephClusters: {},
    pbs: {},
    pmg: {},
    replicationJobs: {},
    ...noBackups(),
    activeAlerts: {},
    recentlyResolved: {},
    seen: {},
    connections: [],
  };
}

/** The estate that a full frame describes. */
export function estateOf(state: Json): Estate {
  const estate: Estate = {
    ...emptyEstate(),
    nodes: keyed(state.nodes, nodeShape),
    vms: keyed(state.vms, guestShape),
    containers: keyed(state.containers, guestShape),
    storage: keyed(state.storage, storageShape),
    dockerHosts: keyed(state.dockerHosts, dockerHostShape),
    physicalDisks: keyed(state.physicalDisks, diskShape),
    cephClusters: keyed(state.cephClusters, cephShape),
    pbs: keyed(state.pbs, pbsShape),
    pmg: keyed(state.pmg, pmgShape),
    replicationJobs: keyed(state.replicationJobs, replicationShape),
    backupTasks: mapped(state.backupTasks, backupTaskShape),
    storageBackups: mapped(state.storageBackups, storageBackupShape),
    guestSnapshots: mapped(state.guestSnapshots, guestSnapshotShape),
    pbsBackups: mapped(state.pbsBackups, pbsBackupShape),
    activeAlerts: keyed(state.activeAlerts, alertShape),
    recentlyResolved: keyed(state.recentlyResolved, alertShape),
  };
  applyTop(estate, state);
  return estate;
}

/** Changes the draft by what a delta says. The same delta on the same estate always gives the same result. */
export function applyDelta(draft: Estate, { set, del, top }: DeltaFrame): void {
  patchRows(draft.nodes, nodeShape, set.nodes, del.nodes);
  patchRows(draft.vms, guestShape, set.vms, del.vms);
  patchRows(draft.containers, guestShape, set.containers, del.containers);
  patchRows(draft.storage, storageShape, set.storage, del.storage);
  patchRows(draft.dockerHosts, dockerHostShape, set.dockerHosts, del.dockerHosts);
  patchRows(draft.physicalDisks, diskShape, set.physicalDisks, del.physicalDisks);
  patchRows(draft.cephClusters, cephShape, set.cephClusters, del.cephClusters);
  patchRows(draft.pbs, pbsShape, set.pbs, del.pbs);
  patchRows(draft.pmg, pmgShape, set.pmg, del.pmg);
  patchRows(draft.replicationJobs, replicationShape, set.replicationJobs, del.replicationJobs);
  draft.backupTasks = patchedMap(draft.backupTasks, backupTaskShape, set.backupTasks, del.backupTasks);
  draft.storageBackups = patchedMap(draft.storageBackups, storageBackupShape, set.storageBackups, del.storageBackups);
  draft.guestSnapshots = patchedMap(draft.guestSnapshots, guestSnapshotShape, set.guestSnapshots, del.guestSnapshots);
  draft.pbsBackups = patchedMap(draft.pbsBackups, pbsBackupShape, set.pbsBackups, del.pbsBackups);
  patchRows(draft.activeAlerts, alertShape, set.activeAlerts, del.activeAlerts);
  patchRows(draft.recentlyResolved, alertShape, set.recentlyResolved, del.recentlyResolved);
  applyTop(draft, top);
}

function applyTop(draft: Estate, top: Json): void {
  draft.seen = mapOf(number)(top.seen) ?? draft.seen;
  draft.connections = listOf(connection)(top.connections) ?? draft.connections;
}

/** A copy of the map with the changes, or the map itself when there are none; the rows that stay are shared. */
function patchedMap<T extends { id: string }>(before: ReadonlyMap<string, T>, shape: Shape<T>, set: unknown, del: unknown): ReadonlyMap<string, T> {
  if (set === undefined && del === undefined) return before;
  const changed: Record<string, T> = {};
  for (const id of Object.keys(json(set) ?? {})) {
    const row = before.get(id);
    if (row !== undefined) changed[id] = { ...row };
  }
  patchRows(changed, shape, set, undefined);
  const after = new Map([...before, ...Object.entries(changed)]);
  for (const id of listOf(text)(del) ?? []) after.delete(id);
  return after;
}

function keyed<T extends { id: string }>(value: unknown, shape: Shape<T>): Record<string, T> {
  const rows: Record<string, T> = {};
  for (const fields of rowsOf(value)) {
    const row = object(shape)(fields);
    if (row !== undefined) rows[row.id] = row;
  }
  return rows;
}

function patchRows<T extends { id: string }>(rows: Record<string, T>, shape: Shape<T>, set: unknown, del: unknown): void {
  for (const id of listOf(text)(del) ?? []) Reflect.deleteProperty(rows, id);
  for (const [id, change] of Object.entries(json(set) ?? {})) {
    const fields = json(change);
    if (fields === undefined) continue;
    const row = rows[id];
    if (row !== undefined) {
      patch(row, shape, fields);
      continue;
    }
    const fresh = object(shape)({ id, ...fields });
    if (fresh !== undefined) rows[id] = fresh;
  }
}
