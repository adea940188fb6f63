// The packages for Windows: what is in them, and, where Wine is installed, that
// the setup works and the server runs. The window needs WebView2, which Wine
// lacks; docs/platforms.md says how to try it.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { available, freePort, lines, packaged, programs, run, settings, startServer, version } from "./testing.mjs";

const names = ["pulse.exe", "pulse-server.exe", "pulse-tray.exe"];
const number = `${version().split(/[-+]/)[0]}.0`;

for (const name of names) {
  const program = `${programs}/windows/${name}`;

  test(`${name} has icon, manifest and version`, async () => {
    const resources = await run("wrestool", ["--list", program]);
    assert.match(resources, /type=14 --name=3/, "no icon with the number that the window looks for");
    assert.match(resources, /type=24/, "no manifest");
    const manifest = await run("wrestool", ["--extract", "--raw", "--type=24", program]);
    assert.match(manifest, new RegExp(`name="Pulse" version="${number}"`));
    assert.match(manifest, /permonitorv2/);
    const info = await run("wrestool", ["--extract", "--raw", "--type=16", program], { encoding: "buffer" });
    assert.ok(info.includes(Buffer.from(version(), "utf16le")), `its version is not ${version()}`);
  });

  test(`${name} needs nothing that Windows does not bring`, async () => {
    const imports = (await run("objdump", ["-p", program])).match(/(?<=DLL Name: )\S+/g) ?? [];
    assert.notDeepEqual(imports, []);
    const foreign = imports.filter((library) => !/^(kernel32|msvcrt|user32|gdi32|shell32|ole32|advapi32)\.dll$/i.test(library));
    assert.deepEqual(foreign, []);
  });
}

test("only the server opens a console", async () => {
  const kind = async (name) => run("file", ["--brief", `${programs}/windows/${name}`]);
  assert.match(await kind("pulse.exe"), /PE32\+.*GUI/);
  assert.match(await kind("pulse-tray.exe"), /PE32\+.*GUI/);
  assert.match(await kind("pulse-server.exe"), /PE32\+.*console/);
});

test("the archive holds the programs, the agents and instructions", async () => {
  const inside = (await lines("unzip", ["-Z1", packaged(/windows-amd64\.zip$/)])).map((name) => name.split("/").slice(1).join("/"));
  for (const name of [...names, "agents/version", "README.txt", "NOTICES.txt"]) {
    assert.ok(inside.includes(name), `${name} is missing`);
  }
});

test("the archive by which a server updates itself has it at the top, and the agents", async () => {
  const inside = await lines("tar", ["--list", "--file", packaged(/^pulse-v.*-windows-amd64\.tar\.gz$/)]);
  assert.ok(inside.includes("./pulse-server.exe"), inside.join(" "));
  assert.ok(inside.includes("./agents/version"));
});

const wine = await available("wine");

describe("under Wine", { skip: wine ? false : "Wine is not installed" }, () => {
  const prefix = mkdtempSync(join(tmpdir(), "pulse-wine-"));
  const drive = `${prefix}/drive_c`;
  const home = `${drive}/Program Files/Pulse`;
  const env = { ...process.env, WINEPREFIX: prefix, WINEDEBUG: "-all", WINEDLLOVERRIDES: "bcryptprimitives=n;mscoree,mshtml=" };
  const setup = packaged(/-setup\.exe$/);

  before(async () => {
    await run("wine", ["wineboot", "--init"], { env });
    const library = `${drive}/windows/system32/bcryptprimitives.dll`;
    await run("x86_64-w64-mingw32-gcc", ["-shared", "-o", library, "build/package/wine/bcryptprimitives.c", "-ladvapi32"]);
    await pretendWebView();
    await run("wine", [setup, "/S"], { env });
  });

  after(async () => {
    await run("wine", ["wineboot", "--kill"], { env }).catch(() => undefined); // nothing ran any more
    rmSync(prefix, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  /** Says that WebView2 is there, so that the setup does not fetch it. */
  async function pretendWebView() {
    const key = "HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\EdgeUpdate\\Clients\\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
    await run("wine", ["reg", "add", key, "/v", "pv", "/d", "100.0.0.0", "/f"], { env });
  }

  async function registered() {
    const key = "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Pulse";
    return run("wine", ["reg", "query", key], { env }).catch(() => "");
  }

  function links() {
    return readdirSync(`${drive}/ProgramData/Microsoft/Windows/Start Menu/Programs`).filter((name) => /pulse/i.test(name));
  }

  test("the setup installs the programs, a menu entry and a way to remove them", async () => {
    for (const name of [...names, "uninstall.exe", "agents/version"]) {
      assert.ok(existsSync(`${home}/${name}`), `${name} is not installed`);
    }
    assert.deepEqual(links(), ["Pulse.lnk"]);
    assert.match(await registered(), new RegExp(`DisplayVersion.*${version().replaceAll(/[.+]/g, "\\$&")}`));
  });

  test("the server answers, keeps its data in SQLite, and keeps others from it", async (t) => {
    const data = "C:\\pulse-data";
    const url = await startServer(t, "wine", [`${home}/pulse-server.exe`], { ...env, PULSE_DATA_DIR: data });
    const page = await (await fetch(url)).text();
    assert.match(page, /<title>/);
    const head = readFileSync(`${drive}/pulse-data/pulse.db`).subarray(0, 15).toString();
    assert.equal(head, "SQLite format 3");
    const second = await run("wine", [`${home}/pulse-server.exe`], { env: { ...env, ...settings(await freePort(), data) } }).catch((error) => error);
    assert.match(second.stderr ?? "it ran", /in use by another Pulse/);
  });

  test("the start at login is what the registry says", async () => {
    const go = { ...env, GOOS: "windows", CGO_ENABLED: "0" };
    await run("go", ["test", "-exec", "wine", "-count", "1", "./app/autostart"], { env: go });
  });

  test("the window is found, placed and freed of its dialogs", async () => {
    const go = { ...env, GOOS: "windows", CGO_ENABLED: "0" };
    await run("xvfb-run", ["-a", "go", "test", "-exec", "wine", "-count", "1", "./app/frame"], { env: go });
  });

  test("a removed Pulse leaves nothing but the data", async () => {
    const data = `${drive}/ProgramData/pulse`;
    mkdirSync(data, { recursive: true });
    writeFileSync(`${data}/pulse.db`, "data");
    writeFileSync(`${home}/pulse-server.exe.previous`, "the version before an update");
    await run("wine", [`${home}/uninstall.exe`, "/S", "_?=C:\\Program Files\\Pulse"], { env });
    assert.deepEqual(existsSync(home) ? readdirSync(home).filter((name) => name !== "uninstall.exe") : [], []);
    assert.deepEqual(links(), []);
    assert.equal(await registered(), "");
    assert.equal(readFileSync(`${data}/pulse.db`, "utf8"), "data");
  });
});
