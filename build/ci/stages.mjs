// Runs all tests in stages, says how long each took, and ends with one line of
// counts. A stage that fails does not keep the others from running, unless they
// need it.
import { mkdirSync, rmSync } from "node:fs";
import { add, closingLine, none } from "./count.mjs";
import { goTest, nodeFiles, nodeTest, step, vitest } from "./runners.mjs";

const report = "build/report";
const windowTags = "desktop,production,webkit2_41,sqlite_omit_load_extension,e2e";

/** The stages; a budget is in minutes, on two cores with empty caches. */
const stages = [
  { name: "set-up", budget: 8, run: () => step("sh", ["build/ci/setup.sh", "test"]), needed: true },
  { name: "lint", budget: 6, run: () => step("make", ["--silent", "lint"]) },
  { name: "Go", budget: 15, run: () => goTest(["-race", "-timeout", "12m", "./backend/...", "./service/..."]) },
  { name: "page", budget: 2, run: () => vitest(`${report}/vitest.json`) },
  { name: "browser", budget: 6, run: browser },
  { name: "desktop", budget: 6, run: desktop },
  { name: "platforms", budget: 7, run: platforms },
];

async function browser() {
  const built = await step("make", ["--silent", "server", "simulator", "agent"]);
  return built.failed > 0 ? built : nodeTest("e2e");
}

/**
 * The window needs a display and a session bus; both are made for it alone.
 * -noreset: else the display begins anew whenever its last client ends, and
 * refuses the next one that comes meanwhile.
 */
async function desktop() {
  const built = await step("make", ["--silent", "build"]);
  if (built.failed > 0) return built;
  const around = ["dbus-run-session", "--", "xvfb-run", "-a", "-s", "-screen 0 1400x900x24 -noreset"];
  return goTest(["-timeout", "5m", `-tags=${windowTags}`, ".", "./app/..."], around);
}

/** All packages are made, installed and removed again, those for Windows under Wine. */
async function platforms() {
  const built = add(await step("sh", ["build/ci/darwin.sh"]), await step("make", ["--silent", "package"]));
  return built.failed > 0 ? built : nodeFiles(["linux", "windows", "macos", "set"].map((name) => `build/package/${name}.test.mjs`));
}

/** Runs one stage and reports its counts and minutes. */
async function time(stage) {
  console.log(`\n== ${stage.name}`);
  const start = performance.now();
  const counts = await stage.run();
  return { ...stage, counts, minutes: (performance.now() - start) / 60_000 };
}

rmSync(report, { recursive: true, force: true });
mkdirSync(report, { recursive: true });
const results = [];
for (const stage of stages) {
  const result = await time(stage);
  results.push(result);
  if (stage.needed && result.counts.failed > 0) break;
}

console.log("");
for (const { name, budget, minutes, counts } of results) {
  const over = minutes > budget ? `  over its budget of ${budget} min` : "";
  console.log(`${name.padEnd(9)} ${minutes.toFixed(1).padStart(5)} min  ${closingLine(counts)}${over}`);
}
const total = results.map((result) => result.counts).reduce(add, none);
// The names come last but one: who sees only the end of the output sees them.
for (const name of total.failures) console.log(`failed: ${name}`);
console.log(closingLine(total));
process.exitCode = total.failed > 0 ? 1 : 0;
