// Runs one program each and tells its counts. Every program gets the terminal,
// except where its report is read from its output.
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { add, failure, GoEvents, nodeCounts, none, vitestCounts } from "./count.mjs";

/** Runs a program without counts of its own: a failure counts as one. */
export async function step(program, args) {
  const code = await exitCode(spawn(program, args, { stdio: "inherit" }));
  return code === 0 ? none : failure([program, ...args].join(" "));
}

/** Runs `go test` with the given arguments, inside another program if named. */
export async function goTest(args, around = []) {
  const [program, ...rest] = [...around, "go", "test", "-json", ...args];
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = exitCode(child);
  const events = new GoEvents();
  for await (const line of createInterface({ input: child.stdout })) {
    process.stdout.write(line.startsWith("{") ? events.take(JSON.parse(line)) : `${line}\n`);
  }
  return failing(events.counts(), await ended, "go test");
}

/** Runs the tests of the page, whose report goes to a file. */
export async function vitest(file) {
  const args = ["run", "--silent", "test", "--", "--reporter=default", "--reporter=json", `--outputFile.json=../${file}`];
  const code = await exitCode(spawn("npm", args, { cwd: "frontend", stdio: "inherit" }));
  const report = await readFile(file, "utf8").catch(() => undefined);
  return failing(report === undefined ? none : vitestCounts(JSON.parse(report)), code, "vitest");
}

/** Runs a script of the page that uses Node's own test runner. */
export function nodeTest(script) {
  return counted(spawn("npm", ["run", "--silent", script], { cwd: "frontend", stdio: ["ignore", "pipe", "inherit"] }));
}

/** Runs test files with Node's own test runner. */
export function nodeFiles(files) {
  return counted(spawn("node", ["--test", "--test-concurrency=1", ...files], { stdio: ["ignore", "pipe", "inherit"] }));
}

/** Shows what Node's test runner writes, and reads its summary. */
async function counted(child) {
  const ended = exitCode(child);
  let output = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    process.stdout.write(chunk);
    output += chunk;
  }
  return failing(nodeCounts(output), await ended, "node --test");
}

/** A program that failed has at least one failure. */
function failing(counts, code, name) {
  return code !== 0 && counts.failed === 0 ? add(counts, failure(`${name} ended with ${code}`)) : counts;
}

/** Resolves when the program has ended and its output is read. */
function exitCode(child) {
  return new Promise((resolve) => {
    child.on("error", (error) => {
      console.error(error.message);
      resolve(127);
    });
    child.on("close", resolve);
  });
}
