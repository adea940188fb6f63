import type { Scope, Token } from "../../../api/tokens";
import { dayAndTime } from "../../../lib/time";
import { listed } from "../../../lib/words";

/** What a token may do, in words. */
export const scopeWords: Readonly<Record<Scope, string>> = {
  read: "look",
  agent: "report Docker hosts",
  admin: "change everything",
};

/** What the holder of a token may do; without any scope that is everything. */
export function mayWords(scopes: readonly Scope[]): string {
  if (scopes.length === 0 || scopes.includes("admin")) return scopeWords.admin;
  return listed(scopes.map((scope) => scopeWords[scope]));
}

/** Beginning and end of the secret, by which it is recognised. */
export function hintOf({ prefix, suffix }: Token): string {
  return prefix === "" ? "" : `${prefix}…${suffix}`;
}

/** Whether and when the token ends. */
export function endWords({ expiresAt }: Token, now: number): string {
  if (expiresAt === undefined) return "never";
  if (expiresAt <= now) return `ended ${dayAndTime(expiresAt, now)}`;
  return new Date(expiresAt).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}

/** The choices for how long a token lasts, in days. */
export const lifetimes = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "never", label: "until it is deleted" },
  { value: "date", label: "until a date" },
] as const;

/** One of those choices. */
export type Lifetime = (typeof lifetimes)[number]["value"];

/** When a token of that lifetime ends; undefined for never. A date counts to its end. */
export function endOf(lifetime: Lifetime, date: string, now: number): number | undefined {
  if (lifetime === "never") return undefined;
  if (lifetime === "date") return new Date(`${date}T23:59:59`).getTime();
  return now + Number(lifetime) * 86_400_000;
}
