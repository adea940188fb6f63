import type { Delivery } from "../../api/deliveries";
import type { Status } from "../../lib/status";
import { agoWords, clockTime } from "../../lib/time";
import { counted } from "../../lib/words";

const events: Readonly<Record<string, string>> = { firing: "alert", repeat: "reminder", escalated: "escalation", resolved: "end of an alert", test: "test" };

/** What a notice was about: "alert", "end of an alert". */
export function eventWords({ event }: Delivery): string {
  return events[event] ?? event;
}

/** The mark of a notice. */
export function statusOfDelivery({ state }: Delivery): Status {
  if (state === "sent") return "running";
  if (state === "pending") return "planned";
  return state === "dead" ? "critical" : "warning";
}

/** How far a notice is, in words. */
export function stateWords(one: Delivery): string {
  const status = one.statusCode === undefined ? "" : ` (${one.statusCode})`;
  if (one.state === "sent") return `delivered${status}${one.attempts > 1 ? ` at the ${one.attempts}. try` : ""}`;
  if (one.state === "failed") return `refused${status}`;
  if (one.state === "dead") return `given up after ${counted(one.attempts, "try", "tries")}`;
  if (one.attempts === 0) return "waits to be sent";
  return `tried ${counted(one.attempts, "time")}${one.nextAttempt === undefined ? "" : `, again at ${clockTime(one.nextAttempt)}`}`;
}

/** The last notice of a channel in words, and how many wait or were lost. */
export function channelWords(list: readonly Delivery[], now: number): string {
  const [last] = list;
  if (last === undefined) return "nothing sent yet";
  const waiting = list.filter(({ state }) => state === "pending").length;
  const words = `last ${stateWords(last)} ${agoWords(last.timestamp, now)}`;
  return waiting === 0 ? words : `${words}, ${waiting} waiting`;
}

/** Who is told through it. */
export function channelName(one: Delivery): string {
  return one.channel === "email" ? "E-mail" : one.webhookName;
}
