import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startEngine } from "./support/engine.mjs";
import { start } from "./support/processes.mjs";
import { agentProgram } from "./support/programs.mjs";
import { startWorld } from "./support/world.mjs";

let world, engine, agent;
before(async () => {
  [world, engine] = await Promise.all([startWorld({ clusters: "1/2", connected: false }), startEngine(["mailer", "shop"])]);
  await world.pulse.createAccount();
});
after(async () => {
  await agent?.stop();
  await engine.end();
  await world.end();
});

test("the agent that the copied command starts reports, and the page says so and shows its containers", async () => {
  const page = await world.signedIn("/settings/connections/docker");
  await page.getByLabel("Name of the host").fill("docker1");
  await page.getByRole("button", { name: "Make the command" }).click();
  const command = await page.getByText(/^curl -fsSL/).innerText();
  const [, script, url, token] = /^curl -fsSL (\S+) \| bash -s -- --url (\S+) --token (\S+)/.exec(command);
  assert.match(await (await fetch(script)).text(), /^#!\/usr\/bin\/env bash/, "the command fetches a script");

  agent = start(await agentProgram(), ["--url", url, "--token", token], { DOCKER_HOST: engine.host });
  await page.getByText("engine-01").waitFor();
  await page.getByText(/reports 2 containers/).waitFor();
  await page.getByRole("link", { name: "Show Docker" }).click();
  for (const name of ["mailer", "shop"]) await page.getByText(name, { exact: true }).first().waitFor();
  assert.deepEqual(page.problems, []);
});
