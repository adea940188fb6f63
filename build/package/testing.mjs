// What the tests of the packages share.
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

/** The folder with the packages to test. */
export const dist = resolve("build/dist");

/** The programs that were packaged, in a folder for each target. */
export const programs = resolve("build/stage/programs");

const runFile = promisify(execFile);

/** Runs a program and returns what it wrote; a failure shows that, too. */
export async function run(program, args, options = {}) {
  const { stdout } = await runFile(program, args, { timeout: 120_000, maxBuffer: 64 << 20, ...options });
  return stdout;
}

/** The lines that a program wrote. */
export async function lines(program, args, options) {
  return (await run(program, args, options)).split("\n").filter((line) => line !== "");
}

/** The one package whose name matches. */
export function packaged(pattern) {
  const found = readdirSync(dist).filter((name) => pattern.test(name));
  if (found.length !== 1) throw new Error(`${found.length} files in ${dist} match ${pattern}: run "make package"`);
  return join(dist, found[0]);
}

/** The version in the names of the packages, without "v". */
export function version() {
  return /pulse-v(.+)\.cdx\.json$/.exec(packaged(/\.cdx\.json$/))[1];
}

/** An empty folder that is removed after the test. */
export function folder(t) {
  const path = mkdtempSync(join(tmpdir(), "pulse-package-"));
  t.after(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }));
  return path;
}

/** A port that is free now. */
export function freePort() {
  return new Promise((done, fail) => {
    const server = createServer().on("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Starts a server on a port and with data of its own; both end with the test. */
export async function startServer(t, program, args = [], env = {}) {
  const port = await freePort();
  const data = mkdtempSync(join(tmpdir(), "pulse-data-"));
  const child = spawn(program, args, {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...settings(port, data), ...env },
  });
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  const ended = new Promise((done) => child.on("close", done).on("error", done));
  t.after(async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true, force: true });
  });
  return answering(`http://127.0.0.1:${port}`, child, () => said);
}

/** The variables of a server that keeps to itself. */
export function settings(port, data) {
  return { FRONTEND_PORT: String(port), BACKEND_HOST: "127.0.0.1", PULSE_DATA_DIR: data, DISCOVERY_ENABLED: "false" };
}

/** Waits until a server answers, and no longer than it lives. */
async function answering(url, child, said) {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    const answer = await fetch(`${url}/api/health`).catch(() => undefined);
    if (answer?.ok) return url;
    if (child.exitCode !== null || child.pid === undefined) break; // it ended, or never began
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${child.spawnfile} does not answer at ${url}: ${said()}`);
}

/** Whether a program can be run here. */
export async function available(program) {
  return run("sh", ["-c", `command -v ${program}`]).then(() => true, () => false);
}
