import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFaults } from "./support/browser.mjs";
import { startWorld, until } from "./support/world.mjs";

let world;
let guest;
let node;
let storage;
before(async () => {
  world = await startWorld();
  const state = await until("guests and an alert", async () => {
    const now = await world.pulse.ask("GET", "/api/state");
    return now.vms.length > 0 && now.activeAlerts.length > 0 && now;
  }, 60_000);
  guest = encodeURIComponent(state.vms.find(({ status }) => status === "running").id);
  node = encodeURIComponent(state.nodes[0].id);
  storage = encodeURIComponent(state.storage.find(({ total }) => total > 0).id);
});
after(() => world.end());

/** Every page, and something that shows that it is complete. */
const pages = () => [
  ["/", "Overview"],
  ["/nodes", "Nodes"],
  [`/nodes/${node}`, undefined],
  ["/guests", "Guests"],
  [`/guests?peek=${guest}`, "Guests"],
  [`/guests/${guest}`, undefined],
  ["/storage", "Storage"],
  [`/storage?peek=${storage}`, "Storage"],
  ["/backups", "Backups"],
  ["/backup-servers", "Backup servers"],
  ["/mail", "Mail"],
  ["/docker", "Docker"],
  ["/alerts", "Alerts"],
  ["/alerts/history", "Alerts"],
  ["/alerts/thresholds", "Alerts"],
  ["/alerts/thresholds?kind=mail", "Alerts"],
  ["/alerts/rules", "Alerts"],
  ["/alerts/schedule", "Alerts"],
  ["/alerts/try", "Alerts"],
  ["/settings/connections", undefined],
  ["/settings/connections/add", undefined],
  ["/settings/connections/docker", undefined],
  ["/settings/notifications", undefined],
  ["/settings/notifications/add", undefined],
  ["/settings/notifications/email", undefined],
  ["/settings/notifications/log", undefined],
  ["/settings/security", undefined],
  ["/settings/security/tokens", undefined],
  ["/settings/security/provider", undefined],
  ["/settings/security/network", undefined],
  ["/settings/security/audit", undefined],
  ["/settings/appearance", undefined],
  ["/settings/data", undefined],
  ["/settings/updates", undefined],
  ["/settings/diagnostics", undefined],
];

async function visit(page, path) {
  await page.goto(path);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForFunction(() => document.querySelector('[role="status"][aria-label^="Loading"]') === null);
}

test("no page has a serious accessibility fault, light or dark", async () => {
  const page = await world.signedIn("/", { colorScheme: "light" });
  const faults = {};
  for (const [path] of pages()) {
    await page.emulateMedia({ colorScheme: "light" });
    await visit(page, path);
    const found = await accessibilityFaults(page);
    await page.emulateMedia({ colorScheme: "dark" });
    found.push(...(await accessibilityFaults(page, ["color-contrast"])).map((fault) => `dark: ${fault}`));
    if (found.length > 0) faults[path] = found;
  }
  assert.deepEqual(faults, {});
  assert.deepEqual(page.problems, []);
});

test("the sign-in page has no serious accessibility fault", async () => {
  const page = await world.page();
  await page.goto("/");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
});

test("on a phone no page is wider than the screen", async () => {
  const page = await world.signedIn("/", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const wide = {};
  for (const [path] of pages()) {
    await visit(page, path);
    const excess = await page.evaluate(() => {
      const main = document.getElementById("main");
      return Math.max(document.documentElement.scrollWidth - innerWidth, main === null ? 0 : main.scrollWidth - main.clientWidth);
    });
    if (excess > 0) wide[path] = excess;
  }
  assert.deepEqual(wide, {});
  for (const [path, strip] of [["/settings/diagnostics", "Settings"], ["/alerts/schedule", "Alerts"], ["/alerts/try", "Alerts"]]) {
    await visit(page, path);
    const current = page.getByRole("navigation", { name: strip, exact: true }).locator('[aria-current="page"]');
    await until(`${path} is in sight among its neighbours`, async () => {
      const box = await current.boundingBox();
      return box !== null && box.x >= 0 && box.x + box.width <= 390;
    });
  }
});
