/** From where Pulse may be reached. */
export type Reach = "here" | "everywhere" | "one";

const loopback = /^(localhost|127(\.\d+){3}|::1)$/i;

/** Whether an address belongs to the computer itself. */
export function isLoopback(host: string): boolean {
  return loopback.test(host.replace(/^\[|\]$/g, ""));
}

/** What an address to listen on means. */
export function reachOf(host: string): Reach {
  if (isLoopback(host)) return "here";
  return host === "" || host === "0.0.0.0" || host === "::" ? "everywhere" : "one";
}

/** The address to listen on for a choice. */
export function hostFor(reach: Reach, address: string): string {
  if (reach === "here") return "127.0.0.1";
  return reach === "everywhere" ? "0.0.0.0" : address.trim();
}

/** Where the page is found after a change, when that is not where it is now. */
export function addressAfter(page: { readonly protocol: string; readonly hostname: string; readonly port: string }, host: string, port: number): string | undefined {
  const present = page.port === "" ? (page.protocol === "https:" ? 443 : 80) : Number(page.port);
  const reach = reachOf(host);
  const stays = reach === "everywhere" || isLoopback(page.hostname) || (reach === "one" && page.hostname === host);
  if (stays && present === port) return undefined;
  const name = stays ? page.hostname : reach === "here" ? "localhost" : host;
  return `${page.protocol}//${name.includes(":") && !name.startsWith("[") ? `[${name}]` : name}:${port}/`;
}

/** A port as it was entered; undefined when it is none. */
export function portIn(entered: string): number | undefined {
  const port = /^\d+$/.test(entered.trim()) ? Number(entered) : NaN;
  return port >= 1 && port <= 65535 ? port : undefined;
}
