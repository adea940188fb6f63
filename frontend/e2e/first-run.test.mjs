import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account } from "./support/pulse.mjs";
import { startWorld } from "./support/world.mjs";

let world;
before(async () => (world = await startWorld({ connected: false })));
after(() => world.end());

test("a new server asks for an account, then for a server, and shows its guests within 20 s", async () => {
  const page = await world.page();
  const [cluster] = world.estate.clusters;
  await page.goto("/");
  await page.getByRole("heading", { name: "Choose a name and a password." }).waitFor();
  await page.getByLabel("Name", { exact: true }).fill(account.username);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Create the account" }).click();

  await page.getByLabel("Address of a Proxmox VE server").fill(cluster.host);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("button", { name: "They match" }).waitFor();
  const shown = (await page.locator("main, body").first().innerText()).replace(/\s+/g, "");
  assert.ok(shown.includes(cluster.fingerprint.slice(0, 5)), "the fingerprint of the certificate is shown");
  await page.getByRole("button", { name: "They match" }).click();

  await page.getByLabel("Paste a token").check();
  await page.getByLabel("Token ID").fill(cluster.tokenName);
  await page.getByLabel("Token value", { exact: true }).fill(cluster.tokenValue);
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByLabel("Name in Pulse").fill("estate");
  const begin = Date.now();
  await page.getByRole("button", { name: "Add server" }).click();
  await page.getByRole("heading", { name: "How should Pulse tell you?" }).waitFor();
  await page.getByRole("button", { name: "Skip for now" }).click();

  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Guests/ }).click();
  await page.getByRole("grid", { name: "Guests" }).getByRole("link", { name: "proxy-01" }).waitFor();
  assert.ok(Date.now() - begin < 20_000, "the guests are there within 20 s");
  assert.deepEqual(page.problems, []);
});

test("everything is still there after a restart", async () => {
  const page = await world.page();
  await world.pulse.stop();
  await world.pulse.begin();
  await page.goto("/guests");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.getByLabel("Name", { exact: true }).fill(account.username);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("grid", { name: "Guests" }).getByRole("link", { name: "proxy-01" }).waitFor();
  const nodes = await world.pulse.ask("GET", "/api/config/nodes");
  assert.deepEqual(nodes.map(({ name }) => name), ["estate"]);
});
