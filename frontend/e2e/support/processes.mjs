import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

/** Starts a program; its output is read line by line and kept for messages about failures. */
export function start(command, args, env = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const lines = [];
  const waiting = new Set();
  const ended = once(child, "exit");
  const hear = (line) => {
    lines.push(line);
    for (const look of waiting) look();
  };
  createInterface({ input: child.stdout }).on("line", hear);
  createInterface({ input: child.stderr }).on("line", hear);
  const gone = () => child.exitCode !== null || child.signalCode !== null;

  return {
    lines,
    /** Waits until a line of the output satisfies the question, and gives what it answers. */
    line(question, timeout = 20_000) {
      return new Promise((resolve, reject) => {
        const stop = (act) => {
          clearTimeout(timer);
          waiting.delete(look);
          act();
        };
        const look = () => {
          const found = lines.map(question).find((answer) => answer !== undefined && answer !== false);
          if (found !== undefined) stop(() => resolve(found));
        };
        const failed = (why) => stop(() => reject(new Error(`${command} ${why}:\n${lines.join("\n")}`)));
        const timer = setTimeout(() => failed("did not say what was awaited"), timeout);
        void ended.then(() => failed("ended"));
        waiting.add(look);
        look();
      });
    },
    /** Ends it as a service manager would, and waits until it is gone. */
    async stop(signal = "SIGTERM") {
      if (!gone()) child.kill(signal);
      const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Runs a program to its end; throws with its output when it fails. */
export async function run(command, args, cwd) {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (text) => (output += text));
  child.stderr.on("data", (text) => (output += text));
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${output}`);
}

/** A TCP port of loopback that is free at this moment. */
export async function freePort() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
