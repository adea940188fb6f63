import { type Shape, flag, listOf, moment, object, text } from "../lib/decode";
import type { Client } from "./client";

/** Who did what, from where, and whether it was done. */
export interface AuditRecord {
  timestamp: number;
  event: string;
  /** Empty where nobody proved who they are. */
  user: string;
  ip: string;
  path: string;
  success: boolean;
  details: string;
}

const shape: Shape<AuditRecord> = {
  blank: () => ({ timestamp: 0, event: "", user: "", ip: "", path: "", success: false, details: "" }),
  fields: { timestamp: moment, event: text, user: text, ip: text, path: text, success: flag, details: text },
};

/** Reads the newest records, newest first. */
export function fetchAudit(client: Client): Promise<AuditRecord[]> {
  return client.get("/api/security/audit", listOf(object(shape)));
}
