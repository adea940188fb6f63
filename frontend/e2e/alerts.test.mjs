import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWorld, until } from "./support/world.mjs";

let world;
let guest;
before(async () => {
  world = await startWorld({ clusters: "1/4" });
  guest = await until("a running guest with memory", async () => {
    const { vms, containers } = await world.pulse.ask("GET", "/api/state");
    return [...vms, ...containers].find(({ status, memory }) => status === "running" && memory?.usage > 5);
  });
});
after(() => world.end());

const alertsOf = async (type) => (await world.pulse.ask("GET", "/api/alerts/active")).find((alert) => alert.resourceId === guest.id && alert.type === type);

test("a threshold is changed in its cell with the keyboard, and obeyed", async () => {
  const page = await world.signedIn(`/alerts/thresholds?q=${encodeURIComponent(`name:${guest.name}`)}`);
  const grid = page.getByRole("grid", { name: "Thresholds of guests" });
  await grid.getByRole("checkbox", { name: `Select ${guest.name}` }).waitFor();
  await grid.focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
  await page.keyboard.type("2/1");
  await page.keyboard.press("Enter");
  await page.getByText("1 changed resource").waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("The thresholds are saved.").first().waitFor();
  const { overrides } = await world.pulse.ask("GET", "/api/alerts/config");
  assert.deepEqual(overrides[guest.id].memory, { trigger: 2, clear: 1 });
  await until("the alert", () => alertsOf("memory"), 60_000);
  assert.deepEqual(page.problems, []);
});

test("an alert is explained, snoozed with the keyboard and told again", async () => {
  const page = await world.signedIn(`/alerts?q=${encodeURIComponent(guest.name)}`);
  await page.getByRole("button", { name: `Acknowledge ${guest.name}, memory use` }).waitFor();
  await page.locator("#main").focus();
  await page.keyboard.press("j");
  await page.keyboard.press("e");
  const panel = page.getByRole("complementary", { name: `${guest.name}, memory use` });
  await panel.getByRole("heading", { name: "Why you were told" }).waitFor();
  await panel.getByText(/The threshold is 2 ?%.*override of this resource/).waitFor();
  await page.keyboard.press("s");
  await page.getByRole("toolbar", { name: /^Snooze/ }).getByRole("button", { name: "4 h" }).click();
  const snoozed = await until("the snooze", async () => (await alertsOf("memory"))?.snoozedUntil);
  assert.ok(Math.abs(snoozed - Date.now() - 4 * 3_600_000) < 60_000);
  await panel.getByRole("heading", { name: "Why you were not told" }).waitFor({ timeout: 60_000 });
  await panel.getByRole("button", { name: "End the snooze" }).click();
  await until("the end of the snooze", async () => (await alertsOf("memory"))?.snoozedUntil === undefined);
  assert.deepEqual(page.problems, []);
});

test("quiet hours are set, say what holds, and are not lost by leaving the page", async () => {
  const page = await world.signedIn("/alerts/schedule");
  await page.getByRole("heading", { name: /There are no quiet hours/ }).waitFor();
  await page.getByRole("switch", { name: "Quiet hours" }).check();
  await page.getByLabel("Begin of the quiet hours").fill("21:30");
  await page.getByRole("checkbox", { name: "storage", exact: true }).uncheck();
  await page.getByRole("navigation", { name: "Alerts" }).getByRole("link", { name: "History" }).click();
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("The schedule is saved.").first().waitFor();
  const { quietHours } = (await world.pulse.ask("GET", "/api/alerts/config")).schedule;
  assert.equal(quietHours.enabled, true);
  assert.equal(quietHours.start, "21:30");
  assert.deepEqual(quietHours.suppress, { performance: false, storage: true, offline: false });
  assert.deepEqual(page.problems, []);
});

test("a webhook with a wrong address is refused at its field, and a test tells the truth", async () => {
  const page = await world.signedIn("/settings/notifications/add");
  await page.getByLabel("Name", { exact: true }).fill("nobody");
  await page.getByLabel("Address", { exact: true }).fill("http://169.254.169.254/hook");
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText(/Invalid webhook URL/).first().waitFor();
  assert.equal((await world.pulse.ask("GET", "/api/notifications/webhooks")).length, 0);
  assert.deepEqual(page.problems, []);
});
