import { type Json, type Shape, json, listOf, mapOf, number, object, patch, text } from "../lib/decode";
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
    activeAlerts: {},
    recentlyResolved: {},
    seen: {},
    connections: [],
  };
}

/** The estate that a full frame describes. Collections without a page of their own are left out. */
export function estateOf(state: Json): Estate {
  const estate: Estate = {
    ...emptyEstate(),
    nodes: keyed(state.nodes, nodeShape),
    vms: keyed(state.vms, guestShape),
    containers: keyed(state.containers, guestShape),
    storage: keyed(state.storage, storageShape),
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
  patchRows(draft.activeAlerts, alertShape, set.activeAlerts, del.activeAlerts);
  patchRows(draft.recentlyResolved, alertShape, set.recentlyResolved, del.recentlyResolved);
  applyTop(draft, top);
}

function applyTop(draft: Estate, top: Json): void {
  draft.seen = mapOf(number)(top.seen) ?? draft.seen;
  draft.connections = listOf(connection)(top.connections) ?? draft.connections;
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
