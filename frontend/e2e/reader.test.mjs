import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account } from "./support/pulse.mjs";
import { startWorld, until } from "./support/world.mjs";

const proxy = { "X-Proxy-Secret": "secret-of-the-proxy", "X-User": "bo", "X-Roles": "viewer" };
let world;
before(async () => {
  world = await startWorld({
    clusters: "1/3",
    environment: {
      PULSE_AUTH_USER: account.username,
      PULSE_AUTH_PASS: account.password,
      PULSE_TRUSTED_PROXIES: "127.0.0.1",
      PROXY_AUTH_SECRET: proxy["X-Proxy-Secret"],
      PROXY_AUTH_USER_HEADER: "X-User",
      PROXY_AUTH_ROLE_HEADER: "X-Roles",
    },
  });
});
after(() => world?.end());

test("somebody whom a proxy lets look finds nothing that would be refused", async () => {
  await world.pulse.ask("PUT", "/api/alerts/config", { guestDefaults: { memory: { trigger: 2, clear: 1 } }, metricTimeThresholds: { guest: { memory: 0 } } });
  await until("an alert", async () => (await world.pulse.ask("GET", "/api/state")).activeAlerts.length > 0, 60_000);
  const page = await world.page({ extraHTTPHeaders: proxy });
  const changes = [];
  page.on("request", (request) => request.method() === "GET" || changes.push(`${request.method()} ${request.url()}`));
  await page.goto("/");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "bo" }).click();
  await page.getByText("You may look at everything that is watched, but change nothing.").waitFor();
  assert.equal(await page.getByLabel("New password").count(), 0);
  for (const path of ["/settings/notifications", "/settings/connections/add", "/settings/security/tokens", "/settings/diagnostics"]) {
    await page.goto(path);
    await page.getByText("An administrator can.").waitFor();
  }
  await page.goto("/settings/connections");
  await page.getByRole("table", { name: "Connections" }).getByRole("link").first().waitFor();
  assert.equal(await page.getByRole("button", { name: /^Actions for/ }).count(), 0);
  assert.equal(await page.getByRole("link", { name: "Add server" }).count(), 0);
  await page.goto("/alerts");
  await page.getByRole("grid", { name: "Alerts" }).getByRole("link").first().waitFor();
  assert.equal(await page.getByRole("button", { name: /^Acknowledge/ }).count(), 0);
  await page.goto("/alerts/schedule");
  await page.getByLabel("Begin of the quiet hours").waitFor();
  assert.equal(await page.getByLabel("Begin of the quiet hours").isDisabled(), true);
  await page.keyboard.press("Control+k");
  await page.getByLabel("Find anything").last().fill("tokens");
  await page.getByText("Nothing has that name").waitFor();
  assert.deepEqual(changes, []);
  assert.deepEqual(page.problems, []);
});
