import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { startWorld, until } from "./support/world.mjs";

let world;
before(async () => (world = await startWorld({ clusters: "1/3,1/2" })));
after(() => world.end());

/** A program on this computer that takes webhooks. */
async function startReceiver() {
  const bodies = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      bodies.push(body);
      response.end("received");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { bodies, url: `http://127.0.0.1:${server.address().port}/hook`, end: () => server.close() };
}

test("a webhook is added, tested and told about a real alert", async () => {
  const receiver = await startReceiver();
  const page = await world.signedIn("/settings/notifications");
  await page.getByLabel("Allow webhooks to this computer").check();
  await until("the setting is kept", async () => (await world.pulse.ask("GET", "/api/system/settings")).allowLoopbackWebhooks);

  await page.getByRole("link", { name: "Add webhook" }).first().click();
  await page.getByLabel("Name", { exact: true }).fill("receiver");
  await page.getByLabel("Address", { exact: true }).fill(receiver.url);
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByText("received").waitFor();
  assert.equal(receiver.bodies.length, 1);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("table", { name: "Webhooks" }).getByRole("link", { name: "receiver" }).waitFor();

  const { schedule } = await world.pulse.ask("GET", "/api/alerts/config");
  await world.pulse.ask("PUT", "/api/alerts/config", { schedule: { ...schedule, groupingWindow: 0, grouping: { ...schedule.grouping, window: 0 } } });
  const guest = await until("a running guest", async () => {
    const { vms, containers } = await world.pulse.ask("GET", "/api/state");
    return [...vms, ...containers].find(({ status, instance }) => status === "running" && instance === world.estate.clusters[0].name);
  });
  await world.estate.change(`/guest/${guest.vmid}/stop`);
  const told = await until("the webhook about the stopped guest", () => receiver.bodies.slice(1).find((body) => body.includes(guest.name)), 60_000);
  assert.ok(told.includes("powered-off"));
  receiver.end();
});

test("a webhook to this computer is refused until that is allowed, and says so", async () => {
  await world.pulse.ask("POST", "/api/system/settings/update", { allowLoopbackWebhooks: false });
  const page = await world.signedIn("/settings/notifications/add");
  await page.getByLabel("Name", { exact: true }).fill("refused");
  await page.getByLabel("Address", { exact: true }).fill("http://127.0.0.1:9/hook");
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByRole("alert").waitFor();
  assert.equal((await world.pulse.ask("GET", "/api/notifications/webhooks")).some(({ name }) => name === "refused"), false);
});

test("a server is tested, renamed and removed", async () => {
  const page = await world.signedIn("/settings/connections");
  const [first, second] = world.estate.clusters;
  const act = async (name, action) => {
    await page.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: action }).click();
  };
  await act(first.name, "Test");
  await page.getByText(new RegExp(`^${first.name} answered`)).first().waitFor();

  await act(second.name, "Edit");
  await page.getByLabel("Name in Pulse").fill("branch");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByRole("table", { name: "Connections" }).getByRole("link", { name: "branch" }).waitFor();

  await act("branch", "Remove");
  await page.getByRole("dialog").getByRole("button", { name: "Remove branch" }).click();
  await page.getByText("branch was removed").first().waitFor();
  await page.getByRole("link", { name: "branch" }).waitFor({ state: "detached" });
  const nodes = await world.pulse.ask("GET", "/api/config/nodes");
  assert.deepEqual(nodes.map(({ name }) => name), [first.name]);
  assert.deepEqual(page.problems, []);
});
