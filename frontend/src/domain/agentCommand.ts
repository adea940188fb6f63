/** The line that installs the agent on a Docker host and lets it report to the given Pulse. */
export function agentCommand(pulse: string, token: string): string {
  const url = pulse.trim().replace(/\/+$/, "");
  return `curl -fsSL ${quoted(`${url}/install-docker-agent.sh`)} | bash -s -- --url ${quoted(url)} --token ${quoted(token)}`;
}

/** Whether only this computer reaches an address. */
export function isLoopback(address: string): boolean {
  const [, host] = /^https?:\/\/(\[[^\]]*\]|[^/:\s]+)/.exec(address.trim().toLowerCase()) ?? [];
  return host !== undefined && (host === "localhost" || host === "[::1]" || host.endsWith(".localhost") || /^127(\.\d+){3}$/.test(host));
}

/** Words that a shell might read otherwise are quoted. */
function quoted(word: string): string {
  return /^[\w.:/@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
