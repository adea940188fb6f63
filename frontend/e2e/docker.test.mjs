import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startDocker } from "./support/estate.mjs";
import { startWorld, until } from "./support/world.mjs";

let world, docker;
before(async () => {
  world = await startWorld({ clusters: "1/3" });
  const { token } = await world.pulse.ask("POST", "/api/security/tokens", { name: "agents", scopes: ["agent"] });
  docker = await startDocker(world.pulse.url, token, "3/4");
});
after(async () => {
  await docker?.end();
  await world?.end();
});

const hosts = async () => (await world.pulse.ask("GET", "/api/state")).dockerHosts;
const isListed = async (name) => (await hosts()).some(({ hostname }) => hostname === name);
const removed = async () => (await world.pulse.ask("GET", "/api/agents/docker/removed")).map(({ name }) => name);

async function choose(page, host, item) {
  await page.getByRole("button", { name: `Actions for ${host}` }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

test("a Docker host is hidden and shown again", async () => {
  const page = await world.signedIn("/docker");
  await choose(page, "docker1", "Hide");
  const list = page.getByRole("table", { name: "Hidden and removed hosts" });
  await list.getByText("docker1", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Actions for docker1" }).waitFor({ state: "detached" });
  assert.equal((await hosts()).find(({ hostname }) => hostname === "docker1").hidden, true);
  await list.getByRole("button", { name: "Show docker1 again" }).click();
  await page.getByRole("button", { name: "Actions for docker1" }).waitFor();
  assert.deepEqual(page.problems, []);
});

test("the agent of a removed host is stopped, and it reports again when it is allowed", async () => {
  const page = await world.signedIn("/docker");
  await choose(page, "docker1", "Remove");
  const question = page.getByRole("dialog", { name: "Remove docker1?" });
  await question.getByText(/its agent is told to stop/).waitFor();
  await question.getByRole("button", { name: "Remove docker1" }).click();
  const list = page.getByRole("table", { name: "Hidden and removed hosts" });
  await list.getByText(/Its reports are refused until/).waitFor({ timeout: 60_000 });
  assert.equal(await isListed("docker1"), false);
  assert.deepEqual(await removed(), ["docker1"]);
  await list.getByRole("button", { name: "Allow docker1 again" }).click();
  await page.getByText("docker1 may report again").first().waitFor();
  await until("its next report", () => isListed("docker1"), 60_000);
  await page.getByRole("button", { name: "Actions for docker1" }).waitFor();
  assert.deepEqual(await removed(), []);
  assert.deepEqual(page.problems, []);
});
