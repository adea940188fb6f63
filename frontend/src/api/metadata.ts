import { object, text } from "../lib/decode";
import type { Client } from "./client";

/** What people wrote about a guest. */
export interface GuestNote {
  /** A page of the guest itself, http or https; empty when there is none. */
  customUrl: string;
  description: string;
}

const parse = object<GuestNote>({ blank: () => ({ customUrl: "", description: "" }), fields: { customUrl: text, description: text } });

/** Reads what is written about a guest. */
export function fetchGuestNote(client: Client, id: string): Promise<GuestNote> {
  return client.get(pathOf(id), parse);
}

/** Replaces what is written about a guest. */
export async function saveGuestNote(client: Client, id: string, note: GuestNote): Promise<void> {
  await client.send("PUT", pathOf(id), { body: note });
}

function pathOf(id: string): string {
  return `/api/guests/metadata/${encodeURIComponent(id)}`;
}
