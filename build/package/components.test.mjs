import assert from "node:assert/strict";
import { test } from "node:test";
import { billOfMaterials, goComponents, notices, npmComponents } from "./components.mjs";

const program = (...Deps) => ({ GoVersion: "go1.26.8", Deps });

test("lists the modules of all programs once, with the standard library", () => {
  const net = { Path: "golang.org/x/net", Version: "v0.50.0" };
  const found = goComponents([program(net), program(net, { Path: "example.org/a", Version: "v1.0.0" }), { GoVersion: "go1.26.8" }]);
  assert.deepEqual(found.map(({ purl }) => purl), [
    "pkg:golang/example.org/a@v1.0.0", "pkg:golang/golang.org/x/net@v0.50.0", "pkg:golang/std@1.26.8",
  ]);
});

test("names the module that stands in for another one", () => {
  const replaced = { Path: "example.org/a", Version: "v1.0.0", Replace: { Path: "example.org/b", Version: "v2.0.0" } };
  assert.equal(goComponents([program(replaced)])[0].purl, "pkg:golang/example.org/b@v2.0.0");
});

test("leaves out what only development needs", () => {
  const packages = {
    "": { version: "1.0.0" },
    "node_modules/@scope/a": { version: "1.2.3", license: "MIT" },
    "node_modules/b/node_modules/c": { version: "2.0.0" },
    "node_modules/vite": { version: "7.0.0", dev: true },
  };
  assert.deepEqual(npmComponents({ packages }).map(({ purl }) => purl), ["pkg:npm/%40scope/a@1.2.3", "pkg:npm/c@2.0.0"]);
});

test("writes the same bill for the same components, and another one for others", () => {
  const bill = (version) => billOfMaterials("1.2.0", new Date(0), [{ name: "a", version, purl: `pkg:npm/a@${version}`, license: "MIT" }]);
  assert.deepEqual(bill("1"), bill("1"));
  assert.notEqual(bill("1").serialNumber, bill("2").serialNumber);
  assert.match(bill("1").serialNumber, /^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  assert.deepEqual(bill("1").components, [
    { type: "library", "bom-ref": "pkg:npm/a@1", name: "a", version: "1", purl: "pkg:npm/a@1", licenses: [{ expression: "MIT" }] },
  ]);
});

test("prints a licence that several share once, below their names", () => {
  const text = notices([{ name: "a", version: "1", texts: ["Do what you like."] }, { name: "b", version: "2", texts: ["Do what you like."] }]);
  assert.equal(text.match(/Do what you like\./g).length, 1);
  assert.match(text, /a 1\nb 2\n\nDo/);
});
