import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, start } from "./processes.mjs";
import { builtPage, serverProgram } from "./programs.mjs";

/** The account that the tests use. */
export const account = { username: "mara", password: "correct horse battery staple" };

/** A server with a data folder of its own, and more of its environment. It can be stopped and started again. */
export async function startPulse(more = {}) {
  const folder = await mkdtemp(join(tmpdir(), "pulse-e2e-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    PULSE_DATA_DIR: folder,
    FRONTEND_PORT: String(port),
    BACKEND_HOST: "127.0.0.1",
    DISCOVERY_ENABLED: "false",
    PULSE_FRONTEND_DIR: await builtPage(),
    ...more,
  };
  const program = await serverProgram();
  let running;

  const begin = async () => {
    running = start(program, [], environment);
    await running.line((line) => line.includes(url));
  };
  await begin();
  return {
    url,
    begin,
    stop: (signal) => running.stop(signal),
    /** Asks the interface as the account of the tests; throws when it refuses. */
    async ask(method, path, body) {
      const credentials = Buffer.from(`${account.username}:${account.password}`).toString("base64");
      const response = await fetch(url + path, {
        method,
        headers: { Authorization: `Basic ${credentials}`, "Content-Type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return text === "" ? undefined : JSON.parse(text);
    },
    async createAccount() {
      const response = await fetch(`${url}/api/security/quick-setup`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Origin: url },
        body: JSON.stringify(account),
      });
      if (!response.ok) throw new Error(`create the account: ${response.status} ${await response.text()}`);
    },
    async end() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
