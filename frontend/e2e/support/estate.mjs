import { start } from "./processes.mjs";
import { simulatorProgram } from "./programs.mjs";

/** Made-up Proxmox VE clusters, and the way to change them. */
export async function startEstate(clusters = "3/12") {
  const program = start(await simulatorProgram(), ["-listen", "127.0.61.1", "-port", "0", "-control", "127.0.0.1:0", "-clusters", clusters]);
  const control = await program.line((line) => parsed(line)?.control);
  return {
    control,
    clusters: program.lines.map(parsed).filter((line) => line?.host !== undefined),
    /** Changes something: change("/guest/100/stop"). */
    async change(path, body = {}) {
      const response = await fetch(control + path, { method: "POST", body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    },
    end: () => program.stop(),
  };
}

/** What has to be sent to watch a cluster. */
export function targetOf({ name, host, tokenName, tokenValue, fingerprint }) {
  return { type: "pve", name, host, tokenName, tokenValue, fingerprint, verifySSL: true };
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
