import type { WebhookTest } from "../../api/webhooks";

/** What the receiver of a webhook did with a test, in a sentence that begins with its name. */
export function resultWords(result: WebhookTest): string {
  if (result.success) return `accepted the test (${result.status ?? "no status"}).`;
  if (result.status === undefined) return `could not be reached. ${result.response}`;
  return `refused the test (${result.status}). ${result.response}`;
}

/** Headers as lines of "Name: value". */
export function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}

/** Reads lines of "Name: value"; undefined when one of them is neither empty nor such a line. */
export function parseHeaderLines(lines: string): Record<string, string> | undefined {
  const headers: Record<string, string> = {};
  for (const line of lines.split("\n")) {
    if (line.trim() === "") continue;
    const parts = /^\s*([\w!#$%&'*+.^`|~-]+)\s*:\s*(.*?)\s*$/.exec(line);
    if (parts?.[1] === undefined) return undefined;
    headers[parts[1]] = parts[2] ?? "";
  }
  return headers;
}
