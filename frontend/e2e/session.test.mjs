import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account } from "./support/pulse.mjs";
import { startWorld } from "./support/world.mjs";

let world;
before(async () => (world = await startWorld({ clusters: "1/2" })));
after(() => world.end());

test("a wrong password is refused in words, the right one leads to the page that was asked for", async () => {
  const page = await world.page();
  await page.goto("/storage");
  await page.getByLabel("Name").fill(account.username);
  await page.getByLabel("Password", { exact: true }).fill("not this one");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Name or password is wrong.").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Storage", level: 1 }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/storage");
});

test("after signing out nothing is shown any more, also not by going back", async () => {
  const page = await world.signedIn("/settings/security");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.goto("/guests");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.equal(await page.getByRole("grid").count(), 0);
});
