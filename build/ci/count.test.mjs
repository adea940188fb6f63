import assert from "node:assert/strict";
import { test } from "node:test";
import { closingLine, failure, GoEvents, nodeCounts, none, vitestCounts } from "./count.mjs";

function take(...events) {
  const go = new GoEvents();
  const shown = events.map((event) => go.take({ Package: "pulse/x", ...event })).join("");
  return { counts: go.counts(), shown };
}

test("counts the leaves of subtests, not their parents", () => {
  const { counts } = take(
    { Action: "pass", Test: "TestA/b/c" },
    { Action: "fail", Test: "TestA/b/d" },
    { Action: "fail", Test: "TestA/b" },
    { Action: "fail", Test: "TestA" },
    { Action: "pass", Test: "TestAb" },
    { Action: "skip", Test: "TestC" },
    { Action: "fail" },
  );
  assert.deepEqual(counts, { passed: 2, failed: 1, skipped: 1, failures: ["pulse/x TestA/b/d"] });
});

test("counts a test that failed beside its subtests", () => {
  const { counts } = take({ Action: "pass", Test: "TestA/b" }, { Action: "fail", Test: "TestA" }, { Action: "fail" });
  assert.deepEqual(counts, { passed: 1, failed: 1, skipped: 0, failures: ["pulse/x TestA"] });
});

test("shows what a test wrote before the program ended early", () => {
  const { counts, shown } = take({ Action: "output", Test: "TestA", Output: "panic: oops\n" }, { Action: "fail" });
  assert.deepEqual(counts, failure("pulse/x"));
  assert.equal(shown, "panic: oops\n");
});

test("counts a package that does not build as one failure", () => {
  const { counts, shown } = take({ Action: "build-output", Output: "x.go:1: oops\n" }, { Action: "fail" });
  assert.deepEqual(counts, failure("pulse/x"));
  assert.equal(shown, "x.go:1: oops\n");
});

test("shows the output of failed and skipped tests only", () => {
  const { shown } = take(
    { Action: "output", Test: "TestA", Output: "fine\n" },
    { Action: "pass", Test: "TestA" },
    { Action: "output", Test: "TestB", Output: "got 1, want 2\n" },
    { Action: "fail", Test: "TestB" },
    { Action: "output", Test: "TestC", Output: "no systemd here\n" },
    { Action: "skip", Test: "TestC" },
  );
  assert.equal(shown, "got 1, want 2\nno systemd here\n");
});

test("counts a Vitest file that cannot be loaded", () => {
  const report = {
    numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, numTodoTests: 0,
    testResults: [
      { name: "a.test.ts", status: "failed", assertionResults: [] },
      { name: "b.test.ts", status: "failed", assertionResults: [{ status: "passed", fullName: "b is" }, { status: "failed", fullName: "b does" }] },
      { name: "c.test.ts", status: "passed", assertionResults: [{ status: "passed", fullName: "c is" }] },
    ],
  };
  assert.deepEqual(vitestCounts(report), { passed: 3, failed: 2, skipped: 1, failures: ["a.test.ts", "b.test.ts: b does"] });
});

test("reads the summary of Node's test runner in both of its forms", () => {
  const words = ["tests 7", "suites 1", "pass 3", "fail 1", "cancelled 1", "skipped 1", "todo 1", "duration_ms 12"];
  const want = { passed: 3, failed: 2, skipped: 2, failures: ["opens"] };
  assert.deepEqual(nodeCounts(["    ok 1 - shows", "    not ok 2 - opens", ...words.map((word) => `# ${word}`)].join("\n")), want);
  assert.deepEqual(nodeCounts(["  ✔ shows", "  ✖ opens", ...words.map((word) => `ℹ ${word}`), "✖ failing tests:", "✖ opens"].join("\n")), want);
});

test("mentions skipped tests only where there are some", () => {
  assert.equal(closingLine({ ...none, passed: 2 }), "2 passed, 0 failed");
  assert.equal(closingLine({ ...none, passed: 2, failed: 1, skipped: 3 }), "2 passed, 1 failed, 3 skipped");
});
