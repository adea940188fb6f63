// Counts of tests, from what the test programs report.

/** No tests at all; failures names those that failed. */
export const none = Object.freeze({ passed: 0, failed: 0, skipped: 0, failures: [] });

/** Adds two counts. */
export function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped, failures: [...a.failures, ...b.failures] };
}

/** One failure of something that counts no tests. */
export function failure(name) {
  return { ...none, failed: 1, failures: [name] };
}

/** Writes counts as the closing line of a run. */
export function closingLine(counts) {
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  return `${counts.passed} passed, ${counts.failed} failed${skipped}`;
}

/**
 * Follows the events of `go test -json`. A test with subtests is counted only
 * when it failed without one of them; a package that fails without a failing
 * test (it did not build, or its program ended early) counts as one.
 */
export class GoEvents {
  #results = new Map(); // "package test" -> action
  #output = new Map(); // the same key, or the package alone -> lines
  #failedPackages = new Set();

  /** Takes one event and returns what a person should see of it. */
  take(event) {
    const key = event.Test === undefined ? event.Package : `${event.Package} ${event.Test}`;
    switch (event.Action) {
      case "build-output":
        return event.Output;
      case "output":
        this.#output.set(key, (this.#output.get(key) ?? "") + event.Output);
        return "";
      case "pass":
      case "fail":
      case "skip":
        return event.Test === undefined ? this.#endPackage(event) : this.#endTest(key, event);
      default:
        return "";
    }
  }

  #endTest(key, event) {
    this.#results.set(key, event.Action);
    const output = this.#output.get(key) ?? "";
    this.#output.delete(key);
    return event.Action === "pass" ? "" : output;
  }

  #endPackage(event) {
    const output = this.#output.get(event.Package) ?? "";
    const unfinished = [...this.#output.keys()].filter((key) => key.startsWith(`${event.Package} `));
    const last = unfinished.map((key) => this.#output.get(key)).join("");
    for (const key of [event.Package, ...unfinished]) this.#output.delete(key);
    if (event.Action === "fail") {
      this.#failedPackages.add(event.Package);
      return last + output;
    }
    return output.includes("[no test files]") ? "" : `ok  ${event.Package}  ${event.Elapsed} s\n`;
  }

  /** The counts of everything taken so far. */
  counts() {
    const tests = [...this.#results];
    const failed = tests.filter(([, action]) => action === "fail").map(([key]) => key);
    const parents = new Set(tests.flatMap(([key]) => ancestors(key)));
    const explained = new Set(failed.flatMap(ancestors));
    const counted = tests.filter(([key, action]) => (action === "fail" ? !explained.has(key) : !parents.has(key)));
    const blamed = new Set(failed.map((key) => key.split(" ")[0]));
    const silent = [...this.#failedPackages].filter((name) => !blamed.has(name));
    return [...counted.map(([key, action]) => (action === "fail" ? failure(key) : { ...none, [words[action]]: 1 })), ...silent.map(failure)].reduce(add, none);
  }
}

const words = { pass: "passed", skip: "skipped" };

/** The keys of the tests that the test of a key is a subtest of. */
function ancestors(key) {
  const parts = key.slice(key.indexOf(" ") + 1).split("/");
  const name = key.slice(0, key.indexOf(" ") + 1);
  return parts.slice(1).map((_, i) => name + parts.slice(0, i + 1).join("/"));
}

/**
 * Reads the JSON report of Vitest. A file that could not be loaded has no tests
 * and counts as one failure.
 */
export function vitestCounts(report) {
  const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [
      ...broken.map((file) => file.name),
      ...report.testResults.flatMap((file) => file.assertionResults.filter((test) => test.status === "failed").map((test) => `${file.name}: ${test.fullName}`)),
    ],
  };
}

/** Reads the summary that Node's own test runner ends with. */
export function nodeCounts(output) {
  const number = (word) => Number(new RegExp(`^(?:#|ℹ) ${word} (\\d+)`, "m").exec(output)?.[1] ?? 0);
  return {
    passed: number("pass"),
    failed: number("fail") + number("cancelled"),
    skipped: number("skipped") + number("todo"),
    failures: [...new Set([...output.matchAll(/^\s*(?:not ok \d+ - |✖ (?!failing tests:))(.*)$/gm)].map(([, name]) => name))],
  };
}
