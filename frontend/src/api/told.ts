import type { Told } from "../domain/told";
import type { Client } from "./client";
import { computerShell, fetchComputer } from "./computer";
import { fetchEmail } from "./email";
import { fetchWebhooks } from "./webhooks";

/** Reads who is told about alerts. Only administrators may read the webhooks; for others nothing is said about them. */
export async function fetchTold(client: Client): Promise<Told | undefined> {
  const [hooks, email, computer] = await Promise.all([
    fetchWebhooks(client).catch(() => undefined),
    fetchEmail(client).catch(() => undefined),
    fetchNotices().catch(() => undefined),
  ]);
  if (hooks === undefined) return undefined;
  const names = hooks.filter((hook) => hook.enabled).map((hook) => hook.name);
  return { channels: email?.enabled === true ? ["e-mail", ...names] : names, computer };
}

/** The notices of the computer that shows the window; undefined where there are none. */
async function fetchNotices(): Promise<Told["computer"]> {
  const shell = computerShell();
  if (shell === undefined) return undefined;
  const { critical, warning, resolved, pausedUntil } = await fetchComputer(shell);
  return critical || warning || resolved ? { pausedUntil } : undefined;
}
