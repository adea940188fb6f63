import { start } from "./processes.mjs";
import { simulatorProgram } from "./programs.mjs";

/** Made-up Proxmox VE clusters and other products, and the way to change them. */
export async function startEstate(clusters = "3/12", others = []) {
  const program = start(await simulatorProgram(), ["-listen", "127.0.61.1", "-port", "0", "-control", "127.0.0.1:0", "-clusters", clusters, ...others]);
  const control = await program.line((line) => parsed(line)?.control);
  const servers = program.lines.map(parsed).filter((line) => line?.host !== undefined);
  return {
    control,
    servers,
    clusters: servers.filter(({ type }) => type === "pve"),
    /** Changes something: change("/guest/100/stop"). */
    async change(path, body = {}) {
      const response = await fetch(control + path, { method: "POST", body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    },
    end: () => program.stop(),
  };
}

/** Made-up Docker hosts, which report to a server. */
export async function startDocker(url, token, hosts = "1/12") {
  const args = ["-control", "127.0.0.1:0", "-clusters", "", "-docker", hosts, "-pulse", url];
  const program = start(await simulatorProgram(), args, { PULSE_TOKEN: token });
  await program.line((line) => parsed(line)?.control);
  return { end: () => program.stop() };
}

/** What has to be sent to watch a server. Mail gateways have no tokens. */
export function targetOf({ type, name, host, tokenName, tokenValue, user, password, fingerprint }) {
  const credentials = tokenName === undefined ? { user, password } : { tokenName, tokenValue };
  return { type, name, host, fingerprint, verifySSL: true, ...credentials };
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
