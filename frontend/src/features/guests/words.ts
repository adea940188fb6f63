import { ownStatusOf } from "../../domain/guests";
import type { Guest } from "../../domain/types";
import { wordOf } from "../../lib/status";
import { since } from "../../lib/time";

/** What stands in the place of the figures of a guest that does not run. */
export function stateWords(guest: Guest, now: number): string {
  const { plannedWork } = guest;
  if (plannedWork !== undefined) {
    return `Stopped by planned work (${plannedWork.kind})${plannedWork.since === undefined ? "" : ` since ${since(plannedWork.since, now)}`}`;
  }
  const word = wordOf(ownStatusOf(guest));
  if (guest.stale === true) return `${word}, was ${guest.status}${guest.staleSince === undefined ? "" : ` at ${since(guest.staleSince, now)}`}`;
  return guest.lock === undefined ? word : `${word}, locked by ${guest.lock}`;
}

const diskReasons: Record<string, string> = {
  "vm-stopped": "The VM does not run.",
  "agent-disabled": "The guest agent is switched off in the options of this VM.",
  "agent-not-running": "The guest agent does not run inside of the VM.",
  "agent-timeout": "The guest agent did not answer in time.",
  "agent-error": "The guest agent answered with an error.",
  "permission-denied": "Pulse may not ask the guest agent: its role lacks the permission for that.",
  "no-filesystems": "The guest agent knows of no file systems.",
  "special-filesystems-only": "The guest has only special file systems, which are not counted.",
  "no-agent": "There is no guest agent in the VM.",
  "no-status": "The server has not told the state of the VM yet.",
};

/** Why the use of the disks is unknown, in words; undefined when it is known. */
export function diskReason(guest: Guest): string | undefined {
  if (guest.disk?.usage !== undefined && guest.diskStatusReason === undefined) return undefined;
  const reason = guest.diskStatusReason;
  if (reason === undefined) return guest.type === "qemu" ? "Only the guest agent knows how full the disks of a VM are." : undefined;
  return diskReasons[reason] ?? `The use of the disks is unknown (${reason.replaceAll("-", " ")}).`;
}
