// Runs the server and Vite side by side for development. A change of Go code
// rebuilds and restarts the server; Vite reloads the page itself.
import { spawn, spawnSync } from "node:child_process";
import { watch } from "node:fs";

const backend = "http://127.0.0.1:7655";
const binary = "build/bin/pulse-server-dev";
const settle = 300; // ms: an editor writes several files at once

let server;
let timer;

function build() {
  return spawnSync("go", ["build", "-o", binary, "./service"], { stdio: "inherit" }).status === 0;
}

function start() {
  const env = { ...process.env, PULSE_DATA_DIR: process.env.PULSE_DATA_DIR ?? `${process.cwd()}/.data`, PULSE_DEV: "true" };
  server = spawn(binary, [], { stdio: "inherit", env });
}

/** Ends the server and waits for it: the next one needs its lock. */
async function stop() {
  if (server === undefined || server.exitCode !== null) return;
  const ended = new Promise((resolve) => server.on("exit", resolve));
  server.kill("SIGTERM");
  await ended;
}

async function restart() {
  if (!build()) return; // the compiler has said why; the old server goes on
  await stop();
  start();
}

if (!build()) process.exit(1);
start();
const page = spawn("npm", ["run", "--silent", "dev"], { cwd: "frontend", stdio: "inherit", env: { ...process.env, PULSE_BACKEND: backend } });
page.on("exit", () => stop().then(() => process.exit()));

for (const folder of ["backend", "service"]) {
  watch(folder, { recursive: true }, (_, file) => {
    if (!file?.endsWith(".go") && !file?.endsWith(".sql")) return;
    clearTimeout(timer);
    timer = setTimeout(restart, settle);
  });
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => page.kill("SIGTERM"));
}
