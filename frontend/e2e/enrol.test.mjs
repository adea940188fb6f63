import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { paste } from "./support/node.mjs";
import { account } from "./support/pulse.mjs";
import { startWorld, until } from "./support/world.mjs";

let world;
before(async () => (world = await startWorld({ clusters: "1/12", others: ["-pbs", "1/10", "-pmg", "1"], connected: false })));
after(() => world.end());

const watching = /Pulse has tried the access and watches this server now/;

/** What a click on the copy button beside a command takes. */
const copiedFrom = async (command) => (await command.evaluate((element) => element.firstChild.textContent)).trim();

test("from nothing to a watched cluster: the copied command registers the server, and its guests appear", async () => {
  const page = await world.page();
  const [cluster] = world.estate.clusters;
  await page.goto("/");
  await page.getByLabel("Name", { exact: true }).fill(account.username);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.getByLabel("Address of a Proxmox VE server").fill(cluster.host);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("button", { name: "They match" }).click();

  const command = page.getByText(/^curl -fsSL/);
  await command.waitFor();
  await page.getByText(/code valid for/).waitFor();
  const script = await page.getByRole("link", { name: "Read the script first" }).getAttribute("href");
  const text = await (await fetch(script)).text();
  const copied = await copiedFrom(command);
  assert.ok(text.startsWith("#!/usr/bin/env bash") && !text.includes(/PULSE_SETUP_CODE=(\w+)/.exec(copied)[1]), "the script can be read and holds no code");
  const pasted = await paste(copied, cluster, world.estate.control);
  assert.match(pasted.printed, watching);
  assert.ok(pasted.good);

  await page.getByText(/will be watched/).waitFor();
  const [node] = await world.pulse.ask("GET", "/api/config/nodes");
  assert.equal(node.fingerprint, cluster.fingerprint);
  assert.match(node.tokenName, /^pulse-monitor@pam!pulse-127-0-0-1-\d+$/);
  await page.getByLabel("Name in Pulse").fill("estate");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Skip for now" }).click();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Guests/ }).click();
  await page.getByRole("grid", { name: "Guests" }).getByRole("link", { name: "proxy-01" }).waitFor();
  assert.deepEqual((await world.pulse.ask("GET", "/api/config/nodes")).map(({ name }) => name), ["estate"]);
  assert.deepEqual(page.problems, []);
});

for (const { type, kind, label, tokenName, path, seen } of [
  { type: "pbs", kind: "Backup Server", label: "Address of a Backup Server", tokenName: /^pulse-monitor@pbs!pulse-127-0-0-1-\d+$/, path: "/backup-servers", seen: "main" },
  { type: "pmg", kind: "Mail Gateway", label: "Address of a Mail Gateway", path: "/mail", seen: "mx1" },
]) {
  test(`the copied command registers a ${kind}, whose page shows it`, async () => {
    const server = world.estate.servers.find((one) => one.type === type);
    const page = await world.signedIn("/settings/connections/add");
    await page.getByLabel(kind, { exact: true }).check();
    await page.getByLabel(label, { exact: true }).fill(server.host);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("button", { name: "They match" }).click();
    const command = page.getByText(/^curl -fsSL/);
    await command.waitFor();
    const pasted = await paste(await copiedFrom(command), server, world.estate.control);
    assert.match(pasted.printed, watching);
    assert.ok(pasted.good);
    await page.getByText(/will be watched/).waitFor();
    await page.getByLabel("Name in Pulse").fill(`new ${type}`);
    await page.getByRole("button", { name: "Done" }).click();
    const node = await until("the name is kept", async () => (await world.pulse.ask("GET", "/api/config/nodes")).find(({ name }) => name === `new ${type}`));
    assert.equal(node.fingerprint, server.fingerprint);
    if (tokenName !== undefined) assert.match(node.tokenName, tokenName);
    else assert.equal(node.user, "pulse-monitor@pmg");
    await page.goto(path);
    await page.getByText(seen, { exact: true }).first().waitFor();
    assert.deepEqual(page.problems, []);
  });
}
