import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWorld, until } from "./support/world.mjs";

const minute = 60_000;
let world;
let guest;
before(async () => {
  world = await startWorld({ clusters: "1/4" });
  guest = await until("a running guest with memory", async () => {
    const { vms, containers } = await world.pulse.ask("GET", "/api/state");
    return [...vms, ...containers].find(({ status, memory }) => status === "running" && memory?.usage > 5 && memory.usage < 75);
  });
});
after(() => world?.end());

/** What a threshold for the memory of all guests would have made of the whole minutes of the last hour. */
function tried(trigger) {
  const to = Math.floor(Date.now() / minute) * minute;
  const config = { guestDefaults: { memory: { trigger, clear: 1 } }, metricTimeThresholds: { guest: { memory: 0 } } };
  return world.pulse.ask("POST", "/api/alerts/backtest", { config, from: to - 60 * minute, to, resourceIds: [guest.id] });
}

test("a rule of one guest is tried on what was recorded, changes nothing by that, and is saved for that guest", async () => {
  await until("a whole minute of the past", async () => (await tried(2)).proposed.count > 0, 3 * minute);
  const before = await world.pulse.ask("GET", "/api/alerts/config");
  const page = await world.signedIn(`/alerts/try?metric=guest.memory&resource=${encodeURIComponent(guest.id)}&days=7`);
  await page.getByRole("heading", { name: "No alert, as now." }).waitFor();
  await page.getByLabel("Raise at, %").fill("2");
  await page.getByLabel("Clear at, %").fill("1");
  await page.getByLabel("Held for").fill("at once");
  await page.getByRole("heading", { name: "1 alert instead of 0." }).waitFor();
  const lane = page.getByRole("button", { name: new RegExp(`^${guest.name}, .*fires only with the new rule$`) });
  assert.equal(await lane.count(), 1);
  const figures = await page.getByRole("row", { name: /^New, 2\/1, at once/ }).getByRole("cell").allTextContents();
  assert.equal(figures[0], "1");
  assert.deepEqual((await world.pulse.ask("GET", "/api/alerts/config")).overrides, before.overrides);
  await page.getByRole("button", { name: /^Save/ }).first().click();
  await page.getByText("The rule is saved.").first().waitFor();
  const saved = await world.pulse.ask("GET", "/api/alerts/config");
  assert.deepEqual(saved.overrides[guest.id]?.memory, { trigger: 2, clear: 1 }, JSON.stringify(saved.overrides));
  assert.deepEqual(page.problems, []);
});
