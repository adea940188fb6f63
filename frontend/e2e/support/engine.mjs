import { once } from "node:events";
import { createServer } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An engine like Docker's on a socket of its own, with running containers of these names. */
export async function startEngine(names) {
  const folder = await mkdtemp(join(tmpdir(), "pulse-engine-"));
  const socket = join(folder, "docker.sock");
  const id = (name) => Buffer.from(name).toString("hex").padEnd(64, "0");
  const started = new Date(Date.now() - 3_600_000).toISOString();
  const routes = new Map([
    ["/_ping", () => "OK"],
    ["/info", () => ({ ID: "E2E:ENGINE", Name: "engine-01", ServerVersion: "27.3.1", OperatingSystem: "Debian GNU/Linux 12", KernelVersion: "6.1.0", Architecture: "x86_64", NCPU: 4, MemTotal: 8 * 2 ** 30, OSType: "linux" })],
    ["/version", () => ({ Version: "27.3.1", ApiVersion: "1.47", MinAPIVersion: "1.24" })],
    ["/containers/json", () => names.map((name) => ({ Id: id(name), Names: [`/${name}`], Image: `${name}:1`, State: "running", Status: "Up 1 hour", Created: Math.floor(Date.parse(started) / 1000), Ports: [], Labels: {} }))],
  ]);
  for (const name of names) {
    routes.set(`/containers/${id(name)}/json`, () => ({ Id: id(name), Name: `/${name}`, Created: started, State: { Status: "running", Running: true, StartedAt: started }, Config: { Image: `${name}:1` }, HostConfig: {}, RestartCount: 0 }));
    routes.set(`/containers/${id(name)}/stats`, () => ({ read: new Date().toISOString(), cpu_stats: { cpu_usage: { total_usage: 1e9 }, online_cpus: 4 }, memory_stats: { usage: 64 << 20, limit: 8 * 2 ** 30 } }));
  }
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://engine").pathname.replace(/^\/v1\.\d+/, "");
    const answer = routes.get(path)?.() ?? { message: `nothing at ${path}` };
    response.writeHead(routes.has(path) ? 200 : 404, { "Api-Version": "1.47", "Content-Type": "application/json" });
    response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
  });
  server.listen(socket);
  await once(server, "listening");
  return {
    host: `unix://${socket}`,
    async end() {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
