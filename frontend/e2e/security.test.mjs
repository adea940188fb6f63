import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFaults } from "./support/browser.mjs";
import { startIssuer } from "./support/issuer.mjs";
import { freePort } from "./support/processes.mjs";
import { account } from "./support/pulse.mjs";
import { startWorld } from "./support/world.mjs";

const secret = "client-secret-of-the-tests";
let world;
let issuer;
before(async () => {
  issuer = await startIssuer(secret);
  world = await startWorld({ clusters: "1/2" });
});
after(async () => {
  await world.end();
  issuer.end();
});

const status = async (path, token) => (await fetch(world.pulse.url + path, { headers: { "X-API-Token": token } })).status;

test("a token is made, works as far as its scope goes, and is refused once it is deleted", async () => {
  const page = await world.signedIn("/settings/security/tokens");
  await page.getByRole("button", { name: "New token" }).click();
  await page.getByLabel("Name", { exact: true }).fill("wall");
  await page.getByRole("button", { name: "Make token" }).click();
  const dialog = page.getByRole("dialog", { name: "The token wall" });
  const token = await dialog.locator("code").innerText();
  assert.match(token, /^pulse_[0-9a-f]{40}$/);
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: "I have kept it" }).click();
  assert.equal(await status("/api/charts", token), 200);
  assert.equal(await status("/api/security/tokens", token), 403);

  await page.getByRole("button", { name: "Actions for wall" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete wall" }).click();
  await page.getByText("The token wall was deleted").first().waitFor();
  assert.equal(await status("/api/charts", token), 401);
  await page.getByRole("link", { name: "Audit" }).click();
  await page.getByRole("table", { name: "Audit" }).getByText("Token deleted").waitFor();
  assert.deepEqual(page.problems, []);
});

test("a session that ends loses nothing that was entered", async () => {
  const page = await world.signedIn("/settings/security/network");
  await page.getByLabel("May call Pulse").fill("https://board.example.org");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Your session has ended.").waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("Your session has ended.").waitFor({ state: "detached" });
  assert.equal(await page.getByLabel("May call Pulse").inputValue(), "https://board.example.org");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved. Other pages are treated so from now on.").first().waitFor();
  assert.equal((await world.pulse.ask("GET", "/api/system/settings")).allowedOrigins, "https://board.example.org");
  await page.getByText("Live,").waitFor();
  assert.deepEqual(page.problems, []);
});

test("what the environment fixes is shown as such", async () => {
  const page = await world.signedIn("/settings/security/network");
  await page.getByText("The address is set by BACKEND_HOST.").waitFor();
  assert.ok(await page.getByLabel("Port").isDisabled());
});

test("a provider is tried, saved, and signs people in to the page they asked for", async () => {
  const admin = await world.signedIn("/settings/security/provider");
  await admin.getByLabel("Address of the issuer").fill(`http://127.0.0.1:${await freePort()}`);
  await admin.getByLabel("Client ID").fill("pulse");
  await admin.getByLabel("Client secret", { exact: true }).fill(secret);
  await admin.getByRole("button", { name: "Test", exact: true }).click();
  await admin.getByText("The provider does not answer").waitFor();
  await admin.getByLabel("Address of the issuer").fill(issuer.url);
  await admin.getByRole("button", { name: "Test", exact: true }).click();
  await admin.getByText("The provider answers and can be used.").waitFor();
  await admin.getByLabel("Groups", { exact: true }).fill("staff");
  await admin.getByLabel("Claim of groups").fill("groups");
  await admin.getByLabel("People may sign in at this provider").check();
  await admin.getByRole("button", { name: "Save", exact: true }).click();
  await admin.getByRole("heading", { name: "Try the whole way" }).waitFor();

  const page = await world.page();
  await page.goto("/guests?q=web");
  await page.getByRole("button", { name: "Sign in with 127.0.0.1" }).click();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "ann" }).waitFor();
  assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, "/guests?q=web");

  issuer.is({ groups: ["guests"] });
  const other = await world.page();
  await other.goto("/storage");
  await other.getByRole("button", { name: "Sign in with 127.0.0.1" }).click();
  await other.getByText("you are in none of the groups").waitFor();
  assert.equal(new URL(other.url()).search, "");
  assert.deepEqual(await accessibilityFaults(other), []);
  assert.deepEqual([...admin.problems, ...page.problems, ...other.problems], []);
});

test("five wrong passwords are answered with a time", async () => {
  const page = await world.page();
  await page.goto("/");
  await page.getByLabel("Name").fill("nobody");
  for (let tries = 0; tries < 5; tries += 1) {
    await page.getByLabel("Password", { exact: true }).fill(`wrong ${tries}`);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText(tries < 4 ? `After ${4 - tries} more` : "Try again in 15 min").waitFor();
  }
  assert.ok(await page.getByRole("button", { name: "Sign in", exact: true }).isDisabled());
});
