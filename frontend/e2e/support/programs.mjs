import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { run } from "./processes.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const frontend = fileURLToPath(new URL("../..", import.meta.url));

/** The server under test; PULSE_SERVER names another one. It is built when it is missing. */
export function serverProgram() {
  return program("PULSE_SERVER", "build/bin/pulse-server", "./service");
}

/** The simulator of Proxmox VE; PULSE_SIMULATOR names another one. It is built when it is missing. */
export function simulatorProgram() {
  return program("PULSE_SIMULATOR", "build/bin/simulator", "./backend/simulator");
}

/** The agent for Docker hosts; PULSE_AGENT names another one. It is built when it is missing. */
export function agentProgram() {
  return program("PULSE_AGENT", "build/bin/pulse-docker-agent", "./backend/agent");
}

async function program(variable, path, source) {
  const given = process.env[variable];
  if (given !== undefined && given !== "") return given;
  if (!existsSync(`${root}${path}`)) await run("go", ["build", "-tags", "sqlite_omit_load_extension", "-o", path, source], root);
  return `${root}${path}`;
}

/** The folder of the built page; PULSE_PAGE names another one. It is built when it is missing. */
export async function builtPage() {
  const given = process.env.PULSE_PAGE;
  if (given !== undefined && given !== "") return given;
  if (!existsSync(`${frontend}dist/index.html`)) await run("npm", ["run", "build"], frontend);
  return `${frontend}dist`;
}
