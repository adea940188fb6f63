import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWorld, until } from "./support/world.mjs";

let world;
before(async () => (world = await startWorld()));
after(() => world.end());

/** A guest that runs when the tests begin. */
async function runningGuest() {
  const { vms, containers } = await until("guests in the state", async () => {
    const state = await world.pulse.ask("GET", "/api/state");
    return state.vms.length > 0 && state;
  });
  return [...vms, ...containers].find(({ status }) => status === "running");
}

test("a guest that stops changes on the page without a reload, alerts, and can be acknowledged", async () => {
  const guest = await runningGuest();
  const page = await world.signedIn("/guests");
  const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: guest.name, exact: true }) });
  await row.getByRole("img", { name: "Running" }).waitFor();
  await page.evaluate(() => (globalThis.notReloaded = true));

  await world.estate.change(`/guest/${guest.vmid}/stop`);
  await row.getByText("Stopped", { exact: true }).last().waitFor();
  await row.getByRole("img", { name: "Warning" }).waitFor({ timeout: 60_000 });

  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Alerts/ }).click();
  await page.getByRole("button", { name: `Acknowledge ${guest.name}, powered off` }).click();
  await page.getByText(`Acknowledged: ${guest.name}, powered off`).first().waitFor();
  await page.getByText("seen by mara").first().waitFor();
  assert.equal(await page.evaluate(() => globalThis.notReloaded), true);
  const active = await world.pulse.ask("GET", "/api/alerts/active");
  assert.equal(active.find(({ resourceName }) => resourceName === guest.name).acknowledged, true);
  assert.deepEqual(page.problems, []);
});

test("the acknowledgement survives a restart, and the page goes on by itself", async () => {
  const page = await world.signedIn("/alerts");
  await page.getByText("seen by mara").first().waitFor();
  await world.pulse.stop();
  await page.getByText("Pulse has not answered since").waitFor();
  await world.pulse.begin();
  await page.getByText("Pulse has not answered since").waitFor({ state: "detached" });
  await page.getByText("seen by mara").first().waitFor();
});

test("a guest that runs again is told, and its alert ends", async () => {
  const [alert] = (await world.pulse.ask("GET", "/api/alerts/active")).filter(({ acknowledged }) => acknowledged);
  const page = await world.signedIn(`/guests/${encodeURIComponent(alert.resourceId)}`);
  await page.getByRole("heading", { name: "Powered off" }).waitFor();
  await world.estate.change(`/guest/${alert.resourceId.split("-").at(-1)}/start`);
  await page.getByRole("heading", { name: "Powered off" }).waitFor({ state: "detached" });
  await page.getByText(/over after/).waitFor();
});
