// Writes what the packages are made of: a bill of materials (CycloneDX) and the
// licences that must go with them, from the built programs themselves and from
// the packages of the page.
//   bom.mjs <version> <folder to write to> <program>...
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { billOfMaterials, goComponents, npmComponents, notices } from "./components.mjs";

const [version, out, ...programs] = process.argv.slice(2);

/** Runs the go command and returns what it writes. */
function go(...args) {
  return execFileSync("go", args, { encoding: "utf8", maxBuffer: 64 << 20 });
}

/** The folders of all modules, by "path@version". */
function moduleFolders() {
  const lines = go("list", "-m", "-f", "{{.Path}}@{{.Version}}\t{{.Dir}}", "all").trim().split("\n");
  return new Map(lines.map((line) => line.split("\t")));
}

/** The texts of the licence files in a folder; some are in a folder of their own. */
function licences(folder, names = /^(licen[cs]e|copying|notice|patents)/i) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => names.test(name) && !/\.(go|js)$/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? licences(path, /./) : [readFileSync(path, "utf8").trim()];
    });
}

/** SQLite is compiled into the programs from the folder of its driver. */
function sqlite(folders) {
  const [, folder] = [...folders].find(([name]) => name.startsWith("github.com/mattn/go-sqlite3@"));
  const [, number] = /#define SQLITE_VERSION +"([\d.]+)"/.exec(readFileSync(join(folder, "sqlite3-binding.h"), "utf8"));
  return { name: "sqlite", version: number, purl: `pkg:generic/sqlite@${number}`, texts: ["SQLite is in the public domain."] };
}

const folders = moduleFolders();
const infos = programs.map((program) => JSON.parse(go("version", "-m", "-json", program)));
const modules = goComponents(infos).map((component) => {
  const folder = component.name === "std" ? go("env", "GOROOT").trim() : folders.get(`${component.name}@${component.version}`);
  return { ...component, texts: licences(folder) };
});
const lock = JSON.parse(readFileSync("frontend/package-lock.json", "utf8"));
const packages = npmComponents(lock).map((component) => ({ ...component, texts: licences(join("frontend", component.folder)) }));

const components = [...modules, sqlite(folders), ...packages];
const time = new Date(Number(process.env.SOURCE_DATE_EPOCH) * 1000);
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "pulse.cdx.json"), `${JSON.stringify(billOfMaterials(version, time, components), null, 1)}\n`);
writeFileSync(join(out, "notices.txt"), notices(components));
