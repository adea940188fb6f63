import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { targetOf } from "./support/estate.mjs";
import { account } from "./support/pulse.mjs";
import { startWorld, until } from "./support/world.mjs";

let world;
before(async () => (world = await startWorld({ clusters: "1/3,1/2", others: ["-pbs", "1/4"], connected: false })));
after(() => world.end());

const server = (type) => world.estate.servers.find((one) => one.type === type);

test("without a server the page says what to do, and is not connecting for ever", async () => {
  const page = await world.page();
  await page.goto("/");
  await page.getByLabel("Name", { exact: true }).fill(account.username);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.getByRole("button", { name: "Skip for now" }).click();
  await page.getByRole("heading", { name: "How should Pulse tell you?" }).waitFor();
  await page.getByRole("button", { name: "Skip for now" }).click();
  await page.getByText("Nothing is watched yet.").waitFor();
  await page.getByRole("contentinfo").getByText("Live", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Add a server" }).click();
  await page.getByLabel("Address of a Proxmox VE server").waitFor();
});

test("an address is judged before anything is sent to it", async () => {
  const page = await world.signedIn("/settings/connections/add");
  const address = page.getByLabel(/^Address of a/);
  const lookAt = async (host) => {
    await address.fill(host);
    await page.getByRole("button", { name: "Go on" }).click();
  };
  await lookAt("127.0.0.1:1");
  await page.getByText(/refuses the connection/).waitFor();
  await lookAt(server("pve").host.replace("https:", "http:"));
  await page.getByText(/Enter the address with https/).waitFor();
  await lookAt(server("pbs").host);
  await page.getByText(/Backup Server, as the server itself says/).waitFor();
  await page.getByText("proxmox-backup-manager cert info").waitFor();
  assert.deepEqual(page.problems, []);
});

test("a server is added once, and its name may have any letters", async () => {
  const { host, tokenName, tokenValue } = server("pve");
  const page = await world.signedIn("/settings/connections/add");
  await page.getByLabel("Address of a Proxmox VE server").fill(host);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("button", { name: "They match" }).click();
  await page.waitForFunction(() => document.activeElement?.matches("h2") && document.activeElement.textContent === "Access");
  await page.getByLabel("Paste a token").check();
  await page.getByLabel("Token ID").fill(tokenName);
  await page.getByLabel("Token value", { exact: true }).fill("wrong");
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByRole("alert").filter({ hasText: /refuses/ }).waitFor();
  await page.getByLabel("Token value", { exact: true }).fill(tokenValue);
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByLabel("Name in Pulse").fill("Büro Zürich");
  await page.getByRole("button", { name: "Add server" }).click();
  await page.getByRole("table", { name: "Connections" }).getByRole("link", { name: "Büro Zürich" }).waitFor();

  await page.goto("/settings/connections/add");
  await page.getByLabel("Address of a Proxmox VE server").fill(host);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText(/Büro Zürich watches this server already/).waitFor();
});

test("a certificate that is another one than before is compared anew, and the watching goes on with the stored access", async () => {
  const backups = server("pbs");
  const before = Array.from({ length: 32 }, () => "A1").join(":");
  const page = await world.signedIn("/settings/connections");
  await world.pulse.ask("POST", "/api/config/nodes", { ...targetOf(backups), fingerprint: before });
  await page.getByRole("link", { name: "Compare the certificate" }).click({ timeout: 30_000 });
  await page.getByText(/another one than before/).waitFor();
  const shown = (await page.locator("main").innerText()).replace(/\s+/g, "");
  assert.ok(shown.includes("A1:A1:A1") || shown.includes("A1:A1A1:A1"), "the one before is shown");
  assert.ok(shown.includes(backups.fingerprint.slice(0, 5)), "and the one of now");
  await page.getByRole("button", { name: "They match" }).click();
  await page.getByRole("button", { name: "Save changes" }).click();
  await until("the connection works again", async () => {
    const now = (await world.pulse.ask("GET", "/api/config/nodes")).find(({ type }) => type === "pbs");
    return now.status === "connected" && now.fingerprint === backups.fingerprint;
  });
  assert.deepEqual(page.problems, []);
});

test("the address of a server is changed only with its access", async () => {
  const [node] = await world.pulse.ask("GET", "/api/config/nodes");
  const [, other] = world.estate.clusters;
  const page = await world.signedIn(`/settings/connections/${node.id}`);
  await page.getByRole("button", { name: "Change address" }).click();
  await page.getByLabel("Address of a Proxmox VE server").fill(other.host);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("button", { name: "They match" }).click();
  assert.equal(await page.getByRole("button", { name: "Connect" }).isDisabled(), true);
  await page.getByLabel("Token ID").fill(other.tokenName);
  await page.getByLabel("Token value", { exact: true }).fill(other.tokenValue);
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByRole("table", { name: "Connections" }).getByText(other.host).waitFor();
});

test("somebody who is signed in twice ends the other sign-in", async () => {
  const [here, there] = [await world.signedIn("/settings/security"), await world.signedIn("/")];
  const section = here.getByRole("region", { name: "Signed in" });
  await section.getByText("this page").waitFor();
  await section.getByRole("button", { name: /^Sign out the other/ }).click();
  await here.getByText(/other sign-ins? ended/).first().waitFor();
  await there.goto("/guests");
  await there.getByRole("heading", { name: "Sign in" }).waitFor();
  await here.reload();
  await section.getByText("this page").waitFor();
});

test("a Docker host gets a command with a token that can only report", async () => {
  const page = await world.signedIn("/settings/connections/docker");
  await page.getByLabel("Name of the host").fill("docker1");
  await page.getByLabel("Address of this Pulse, as the host reaches it").fill("http://pulse.lan:7655");
  await page.getByRole("button", { name: "Make the command" }).click();
  await page.getByText(/^curl -fsSL http:\/\/pulse\.lan:7655\/install-docker-agent\.sh \| bash -s -- --url http:\/\/pulse\.lan:7655 --token /).waitFor();
  const { tokens } = await world.pulse.ask("GET", "/api/security/tokens");
  assert.deepEqual(tokens.map(({ name, scopes }) => [name, scopes]), [["Docker host docker1", ["agent"]]]);
});
