import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { startWorld } from "./support/world.mjs";

let world;
before(async () => (world = await startWorld({ clusters: "3/40" })));
after(() => world.end());

async function openList(path = "/guests") {
  const page = await world.signedIn(path);
  await page.getByRole("grid", { name: "Guests" }).getByRole("link").first().waitFor();
  return page;
}

const cursorOf = (page) => page.locator('[role="row"][data-cursor]');

test("the list is used with the keyboard alone: filter, move, look, open, go back", async () => {
  const page = await openList();
  await page.keyboard.press("/");
  await page.keyboard.type("is:running type:vm");
  await page.keyboard.press("Tab");
  await page.locator("#main").focus();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  const name = await cursorOf(page).getByRole("link").first().innerText();
  const active = await page.getByRole("grid").getAttribute("aria-activedescendant");
  assert.equal(active, await cursorOf(page).getAttribute("id"), "the grid tells where the keyboard is");

  await page.keyboard.press("Space");
  await page.getByRole("complementary", { name }).waitFor();
  await page.keyboard.press("x");
  await page.getByText("1 selected").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("complementary", { name }).count(), 0, "Escape closes the panel first");
  assert.equal(await page.getByText("1 selected").count(), 1);
  await page.keyboard.press("Escape");
  assert.equal(await page.getByText("1 selected").count(), 0, "then the selection");

  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name, level: 1 }).waitFor();
  await page.goBack();
  await page.getByRole("grid", { name: "Guests" }).waitFor();
  assert.match(page.url(), /q=is%3Arunning/, "the filter is still in the address");
});

test("a filter that is not understood is told, and an address shows the same list to everybody", async () => {
  const page = await openList("/guests?q=colour:red&group=none&sort=-memory");
  await page.getByRole("status").filter({ hasText: "There is no “colour” to filter by." }).waitFor();
  assert.equal(await page.getByRole("columnheader", { name: "Memory" }).getAttribute("aria-sort"), "descending");
  assert.equal(await page.getByRole("button", { expanded: true }).count(), 0, "without groups there are no group heads");
});

test("a head of a column sorts with the keyboard and says so", async () => {
  const page = await openList("/guests?group=none");
  const head = page.getByRole("columnheader", { name: "ID" });
  await head.getByRole("button").press("Enter");
  assert.equal(await head.getAttribute("aria-sort"), "ascending");
  const ids = await page.getByRole("row").locator('[role="gridcell"]:nth-child(4)').allInnerTexts();
  const numbers = ids.map(Number).filter((id) => id > 0);
  assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b));
  assert.ok(numbers.length > 10);
});

test("the shown list is saved as CSV", async () => {
  const page = await openList("/guests?q=type:ct");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save the list as CSV" }).click()]);
  const lines = (await readFile(await file.path(), "utf8")).trim().split("\r\n");
  assert.match(file.suggestedFilename(), /^guests .*\.csv$/);
  assert.match(lines[0], /^name,id,type,status,node/);
  assert.ok(lines.length > 3);
  assert.ok(lines.slice(1).every((line) => line.split(",")[2] === "ct"), "only what the filter shows");
});

test("the page of a guest draws its charts, zooms and keeps a note", async () => {
  const page = await openList("/guests?q=is:running%20type:ct");
  await page.getByRole("grid").getByRole("link").first().click();
  await page.getByRole("img", { name: /^CPU, / }).waitFor();
  assert.equal(await page.locator("figure canvas").count(), 4);
  const plot = await page.getByRole("img", { name: /^Memory, / }).boundingBox();
  await page.mouse.move(plot.x + plot.width * 0.5, plot.y + 60);
  await page.mouse.down();
  await page.mouse.move(plot.x + plot.width * 0.8, plot.y + 60, { steps: 5 });
  await page.mouse.up();
  await page.getByRole("button", { name: "Zoom out" }).waitFor();
  assert.match(page.url(), /from=\d+&to=\d+/);
  await page.locator("#main").focus();
  await page.keyboard.press("z");
  await page.getByRole("button", { name: "Zoom out" }).waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Write one" }).click();
  await page.getByLabel("Note", { exact: true }).fill("Restart only at night.");
  await page.getByLabel("Its own page").fill("https://guest.example.org");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Restart only at night.").waitFor();
  await page.reload();
  await page.getByText("Restart only at night.").waitFor();
  assert.equal(await page.getByRole("link", { name: "guest.example.org" }).getAttribute("href"), "https://guest.example.org");
  assert.deepEqual(page.problems, []);
});
