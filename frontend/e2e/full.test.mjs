import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startDocker, targetOf } from "./support/estate.mjs";
import { startWorld, until } from "./support/world.mjs";

let world, docker;
before(async () => (world = await startWorld({ connected: false, others: ["-pbs", "2/40", "-pmg", "2"] })));
after(async () => {
  await docker?.end();
  await world.end();
});

/** What must be seen of each product on its page. */
const seen = [
  { path: "/guests", text: "proxy-01" },
  { path: "/nodes", text: "pve3" },
  { path: "/storage", text: "local-zfs" },
  { path: "/backups", text: "proxy-01" },
  { path: "/backup-servers", text: "main" },
  { path: "/mail", text: "mx2" },
  { path: "/docker", text: "mailer" },
];

test("a server without data fills every page once all products are added", async () => {
  const { pulse, estate } = world;
  await pulse.createAccount();
  const empty = await pulse.ask("GET", "/api/state");
  for (const list of ["nodes", "vms", "storage", "pbs", "pmg", "dockerHosts"]) assert.deepEqual(empty[list], [], `${list} before anything is added`);

  assert.deepEqual(estate.servers.map(({ type }) => type), ["pve", "pbs", "pmg"]);
  for (const server of estate.servers) await pulse.ask("POST", "/api/config/nodes", targetOf(server));
  const { token } = await pulse.ask("POST", "/api/security/tokens", { name: "agent", scopes: ["agent"] });
  docker = await startDocker(pulse.url, token);

  await until("every collection is filled", async () => {
    const state = await pulse.ask("GET", "/api/state");
    const backups = state.pveBackups.storageBackups.length + state.pbsBackups.length;
    const filled = ["nodes", "vms", "containers", "storage", "pbs", "pmg", "dockerHosts", "physicalDisks"].every((list) => state[list].length > 0);
    return filled && backups > 0 && Object.values(state.connectionHealth).every(Boolean);
  }, 60_000);

  const page = await world.signedIn("/");
  for (const { path, text } of seen) {
    await page.goto(path);
    await page.getByText(text, { exact: true }).first().waitFor();
  }
  assert.deepEqual(page.problems, []);
});
