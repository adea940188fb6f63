import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { account } from "./support/pulse.mjs";
import { startWorld } from "./support/world.mjs";

let world;
before(async () => (world = await startWorld({ clusters: "1/12", connected: false })));
after(() => world.end());

/** Stand-ins for the commands of a Proxmox VE server. A token is made in the simulator. */
const commands = {
  id: "echo 0",
  hostname: "echo atlas1",
  pveum: `case "$*" in
    'user list'*) echo '[{"userid":"root@pam"}]' ;;
    'role list'*) echo '[{"roleid":"Administrator","privs":"Sys.Audit,VM.GuestAgent.Audit"}]' ;;
    'user token list'*) echo '[]' ;;
    'user token add'*)
      curl -sSf -X POST "$CONTROL/account" -d "{\\"id\\":\\"$4!$5\\",\\"secret\\":\\"made-by-the-script\\"}" >/dev/null
      echo '{"value":"made-by-the-script"}' ;;
  esac`,
};

/** Runs a command as it was copied, on a made-up server; gives what it printed. */
async function paste(command, control) {
  const folder = await mkdtemp(join(tmpdir(), "pulse-node-"));
  for (const [name, lines] of Object.entries(commands)) {
    await writeFile(join(folder, name), `#!/bin/bash\n${lines}\n`);
    await chmod(join(folder, name), 0o755);
  }
  const env = { PATH: `${folder}:${process.env.PATH}`, CONTROL: control, PULSE_SETUP_ROOT: folder, PULSE_NONINTERACTIVE: "1" };
  const child = spawn("bash", ["-c", command], { env, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (printed += text));
  const code = await new Promise((resolve) => child.on("close", resolve));
  await rm(folder, { recursive: true, force: true });
  assert.equal(code, 0, printed);
  return printed;
}

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
  const copied = (await command.evaluate((element) => element.firstChild.textContent)).trim();
  assert.ok(text.startsWith("#!/usr/bin/env bash") && !text.includes(/PULSE_SETUP_CODE=(\w+)/.exec(copied)[1]), "the script can be read and holds no code");
  assert.match(await paste(copied, world.estate.control), /Pulse has tried the access and watches this server now/);

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
