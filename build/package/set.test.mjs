// What the packages have in common: versions, sums, bill of materials, signatures.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { dist, folder, packaged, run, version } from "./testing.mjs";

/** Runs a line of shell with the helpers of the scripts. */
async function shell(line, args = [], env = {}) {
  const options = { env: { ...process.env, VERSION: "v1.2.0", ...env } };
  return (await run("sh", ["-c", `. build/package/common.sh; ${line}`, "build/package/test", ...args], options)).trim();
}

const versions = {
  "v1.2.0": "1.2.0",
  "1.2.0": "1.2.0",
  "v1.2.0-rc.1": "1.2.0-rc.1",
  "v1.2.0-3-gabcdef0": "1.2.0+3.gabcdef0",
  "v1.2.0-3-gabcdef0-dirty": "1.2.0+3.gabcdef0.dirty",
  "v1.2.0-dirty": "1.2.0+dirty",
  "v1.2.0-rc.1-3-gabcdef0": "1.2.0-rc.1+3.gabcdef0",
  abcdef0: "0.0.0-dev.gabcdef0",
  "abcdef0-dirty": "0.0.0-dev.gabcdef0.dirty",
};

for (const [described, wanted] of Object.entries(versions)) {
  test(`${described} of git is ${wanted} in the packages`, async () => {
    assert.equal(await shell('version_of "$1"', [described]), wanted);
  });
}

test("every package has its sum", async () => {
  const said = await run("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: dist });
  const others = readdirSync(dist).filter((name) => name !== "SHA256SUMS").sort();
  assert.deepEqual(said.trim().split("\n").map((line) => line.replace(/: OK$/, "")).sort(), others);
});

test("the bill of materials names what was built in, and nothing twice", () => {
  const bill = JSON.parse(readFileSync(packaged(/\.cdx\.json$/), "utf8"));
  assert.equal(bill.metadata.component.version, version());
  const names = bill.components.map(({ purl }) => purl);
  assert.equal(new Set(names).size, names.length);
  for (const part of ["golang/std@", "golang/github.com/wailsapp/wails/v2@", "golang/github.com/moby/moby/client@", "generic/sqlite@3.", "npm/solid-js@"]) {
    assert.ok(names.some((name) => name.startsWith(`pkg:${part}`)), `${part} is missing`);
  }
});

test("a signing command gets the file, and none is needed", async (t) => {
  const file = `${folder(t)}/a program.exe`;
  writeFileSync(file, "program");
  await shell('signed SIGN_WINDOWS "$1"', [file]);
  assert.equal(readFileSync(file, "utf8"), "program");
  await shell('signed SIGN_WINDOWS "$1"', [file], { SIGN_WINDOWS: "printf ' signed' | tee -a" });
  assert.equal(readFileSync(file, "utf8"), "program signed");
});

test("a signing command that fails ends the packaging", async (t) => {
  const failed = await shell('set -e; signed SIGN_WINDOWS "$1"; echo went on', [folder(t)], { SIGN_WINDOWS: "false" }).catch((error) => error);
  assert.doesNotMatch(failed.stdout ?? failed, /went on/);
});
