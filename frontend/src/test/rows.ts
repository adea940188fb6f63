import { alertShape, guestShape, nodeShape, storageShape } from "../domain/shapes";
import type { Alert, Guest, Node, Storage } from "../domain/types";

/** A node that is online unless told otherwise. */
export function aNode(fields: Partial<Node> = {}): Node {
  return { ...nodeShape.blank(), id: "lab-n1", name: "n1", displayName: "n1", instance: "lab", status: "online", connectionHealth: "healthy", upSince: 1, ...fields };
}

/** A guest that runs unless told otherwise. */
export function aGuest(fields: Partial<Guest> = {}): Guest {
  return { ...guestShape.blank(), id: "lab-n1-100", vmid: 100, name: "web", node: "n1", instance: "lab", status: "running", ...fields };
}

/** A storage that is available unless told otherwise. */
export function aStorage(fields: Partial<Storage> = {}): Storage {
  return { ...storageShape.blank(), id: "lab-n1-local", name: "local", node: "n1", instance: "lab", status: "available", total: 100, ...fields };
}

/** A warning about memory that nobody has seen unless told otherwise. */
export function anAlert(fields: Partial<Alert> = {}): Alert {
  return { ...alertShape.blank(), id: "a1", type: "memory", resourceId: "lab-n1-100", resourceName: "web", node: "n1", instance: "lab", value: 90, threshold: 85, startTime: 1, ...fields };
}
