/**
 * The compiler compares here what we read with what the server's document says
 * that it sends: a field that is misspelt or gone no longer compiles.
 */
import type { Alert, CpuInfo, Guest, Node, Storage, Usage } from "./types";
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
  readonly usages: Agreed<Strange<Usage, Wire["Disk"] & Wire["Memory"]>>;
}
