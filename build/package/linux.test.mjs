// The packages for Linux: what is in them, what they need, and that they come
// and go without a trace. Run by "make test" after "make package".
import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { dist, folder, lines, packaged, programs, run, startServer, version } from "./testing.mjs";

const deb = () => packaged(/^pulse_.*\.deb$/);
const rpm = () => packaged(/^pulse-.*\.rpm$/);

const wanted = [
  "/usr/bin/pulse", "/usr/bin/pulse-server",
  "/usr/lib/pulse/pulse", "/usr/lib/pulse/pulse-server", "/usr/lib/pulse/pulse-tray",
  "/usr/lib/pulse/agents/version",
  "/usr/lib/systemd/system/pulse.service", "/etc/default/pulse",
  "/usr/share/applications/pulse.desktop",
  "/usr/share/icons/hicolor/16x16/apps/pulse.png", "/usr/share/icons/hicolor/scalable/apps/pulse.svg",
  "/usr/share/man/man1/pulse.1.gz", "/usr/share/man/man1/pulse-server.1.gz",
  "/usr/share/doc/pulse/copyright", "/usr/share/doc/pulse/bom.cdx.json",
];

test("the deb and the rpm hold the same files, and all that is promised", async () => {
  const inDeb = (await lines("dpkg-deb", ["--contents", deb()]))
    .filter((line) => !line.startsWith("d"))
    .map((line) => line.split(/\s+/)[5].slice(1));
  const inRpm = await lines("rpm", ["--query", "--list", "--package", rpm()], { env: { ...process.env, LC_ALL: "C" } });
  for (const file of wanted) {
    assert.ok(inDeb.includes(file), `${file} is not in the deb`);
    assert.ok(inRpm.includes(file), `${file} is not in the rpm`);
  }
  assert.deepEqual(inRpm.filter((file) => inDeb.includes(file)).sort(), inDeb.sort());
});

test("deb and rpm carry the version and name the libraries of the window", async () => {
  const [number] = version().split(/[-+]/);
  const [debVersion, depends] = await lines("dpkg-deb", ["--showformat", "${Version}\n${Depends}\n", "--show", deb()]);
  assert.ok(debVersion.startsWith(number), debVersion);
  for (const library of ["libgtk-3-0", "libwebkit2gtk-4.1-0", "libayatana-appindicator3-1"]) {
    assert.ok(depends.includes(library), `the deb does not need ${library}`);
  }
  const rpmVersion = await run("rpm", ["--query", "--queryformat", "%{VERSION}", "--package", rpm()]);
  assert.ok(rpmVersion.startsWith(number), rpmVersion);
  const requires = await run("rpm", ["--query", "--requires", "--package", rpm()]);
  assert.match(requires, /libwebkit2gtk-4\.1\.so\.0/);
});

/** Runs dpkg on a system in a folder that has nothing but a database. */
async function dpkg(root, ...args) {
  const options = [`--root=${root}`, "--force-script-chrootless", "--force-depends", "--force-not-root", `--log=${root}/dpkg.log`];
  const [program, around] = process.getuid() === 0 ? ["dpkg", []] : ["fakeroot", ["dpkg"]];
  return run(program, [...around, ...options, ...args], { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` } });
}

/** All files below a folder that dpkg does not keep for itself. */
function filesIn(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .filter((file) => !file.startsWith("/var/lib/dpkg/") && file !== "/dpkg.log");
}

/** A system in a folder with the deb installed. */
async function installed(t) {
  const root = folder(t);
  for (const path of ["info", "updates", "triggers"]) mkdirSync(`${root}/var/lib/dpkg/${path}`, { recursive: true });
  for (const name of ["status", "available"]) writeFileSync(`${root}/var/lib/dpkg/${name}`, "");
  await dpkg(root, "--install", deb());
  return root;
}

test("an installed deb runs, and hands out agents of its own version", async (t) => {
  const root = await installed(t);
  const url = await startServer(t, `${root}/usr/bin/pulse-server`);
  assert.match(await (await fetch(url)).text(), /<title>/);
  const agents = await (await fetch(`${url}/api/agent/version`)).json();
  assert.equal(agents.version, version());
  const agent = await fetch(`${url}/download/pulse-docker-agent?arch=arm64`);
  assert.equal(agent.status, 200);
  await agent.body.cancel();
});

test("removing the deb leaves settings, purging it only the data, and it says where that is", async (t) => {
  const root = await installed(t);
  mkdirSync(`${root}/var/lib/pulse`);
  writeFileSync(`${root}/var/lib/pulse/pulse.db`, "data");
  mkdirSync(`${root}/var/log`, { recursive: true });
  writeFileSync(`${root}/var/log/pulse.log`, "of the service");
  appendFileSync(`${root}/etc/default/pulse`, "FRONTEND_PORT=8000\n");
  const said = await dpkg(root, "--remove", "pulse");
  assert.match(said, /\/var\/lib\/pulse/);
  assert.match(said, /~\/\.local\/share\/pulse/);
  assert.match(said, /~\/\.config\/pulse\/desktop\.json, ~\/\.cache\/pulse/);
  assert.deepEqual(filesIn(root).sort(), ["/etc/default/pulse", "/var/lib/pulse/pulse.db", "/var/log/pulse.log"]);
  await dpkg(root, "--purge", "pulse");
  assert.deepEqual(filesIn(root), ["/var/lib/pulse/pulse.db"]);
});

test("installing the deb again keeps changed settings", async (t) => {
  const root = await installed(t);
  appendFileSync(`${root}/etc/default/pulse`, "FRONTEND_PORT=8000\n");
  await dpkg(root, "--install", deb());
  assert.match(readFileSync(`${root}/etc/default/pulse`, "utf8"), /FRONTEND_PORT=8000/);
});

test("the rpm installs and is removed without a trace", { skip: process.getuid() === 0 ? false : "needs root" }, async (t) => {
  const root = folder(t);
  const options = ["--root", root, "--dbpath", "/var/lib/rpm"];
  await run("rpm", [...options, "--install", "--nodeps", "--noscripts", rpm()]);
  assert.match(await run(`${root}/usr/bin/pulse-server`, ["version"]), new RegExp(version().replaceAll(/[.+]/g, "\\$&")));
  await run("rpm", [...options, "--erase", "--noscripts", "pulse"]);
  const left = filesIn(root).filter((file) => !file.startsWith("/var/lib/rpm/"));
  assert.deepEqual(left, []);
});

test("unit, menu entry and pages of the manual are what their readers expect", async () => {
  const root = "build/stage/root";
  await run("desktop-file-validate", [`${root}/usr/share/applications/pulse.desktop`]);
  for (const page of readdirSync("build/man")) {
    assert.equal(await run("mandoc", ["-T", "lint", "-W", "warning", `build/man/${page}`]), "");
  }
});

test("systemd accepts the units", async (t) => {
  const place = folder(t);
  for (const unit of ["pulse.service", "pulse-docker-agent.service"]) {
    const text = readFileSync(`build/linux/${unit}`, "utf8").replaceAll(/\/usr\/l[\w/]+\/pulse[\w-]*/g, "/usr/bin/true");
    writeFileSync(`${place}/${unit}`, text.replaceAll("docker.service", "network.target"));
    const env = { ...process.env, XDG_RUNTIME_DIR: place };
    // It ends well even with unknown keys, but then it says so.
    assert.equal(await run("sh", ["-c", `systemd-analyze verify --man=no ${place}/${unit} 2>&1`], { env }), "");
  }
});

/** The libraries that a program is linked with. */
async function needed(program) {
  return (await run("objdump", ["-p", `${programs}/${program}`])).match(/(?<=NEEDED +)\S+/g) ?? [];
}

test("the programs need what they may need, and no more", async () => {
  assert.deepEqual((await needed("desktop/pulse-server")).filter((name) => !/^(libc|libpthread|libresolv|libm|ld-linux.*)\.so/.test(name)), []);
  for (const program of ["amd64/pulse-server", "arm64/pulse-server", ...agents().map((name) => `agents/${name}`)]) {
    assert.deepEqual(await needed(program), [], program);
  }
});

test("the icon in the panel needs no WebKit", async () => {
  const libraries = await needed("desktop/pulse-tray");
  assert.ok(libraries.includes("libayatana-appindicator3.so.1"));
  assert.ok(!libraries.some((name) => name.includes("webkit")), "the tray needs WebKit");
});

function agents() {
  return readdirSync(`${programs}/agents`).filter((name) => name.startsWith("pulse-docker-agent-"));
}

test("every program is built for the processor in its name", async () => {
  const machines = {
    "amd64/pulse-server": /64-bit.*x86-64.*static/, "arm64/pulse-server": /64-bit.*aarch64.*static/,
    "agents/pulse-docker-agent-linux-amd64": /64-bit.*x86-64.*static/,
    "agents/pulse-docker-agent-linux-arm64": /64-bit.*aarch64.*static/,
    "agents/pulse-docker-agent-linux-armv7": /32-bit.*ARM.*static/,
  };
  for (const [program, machine] of Object.entries(machines)) {
    assert.match(await run("file", ["--brief", `${programs}/${program}`]), machine, program);
  }
});

test("the parts keep to themselves: no window in server and tray, no SQLite in the tray and the agent", async () => {
  const deps = async (path) => lines("go", ["list", "-deps", path]);
  const window = /wailsapp\/wails/;
  const database = /mattn\/go-sqlite3|^pulse\/backend\/store$/;
  const small = ["./backend/agent", "./app/tray"];
  for (const path of ["./service", ...small]) {
    assert.deepEqual((await deps(path)).filter((name) => window.test(name)), [], path);
  }
  for (const path of small) {
    assert.deepEqual((await deps(path)).filter((name) => database.test(name)), [], path);
  }
});

test("an unpacked server runs without the libraries of the system", async (t) => {
  const place = folder(t);
  await run("tar", ["--extract", "--gzip", "--file", packaged(/^pulse-v.*-linux-amd64\.tar\.gz$/), "--directory", place]);
  const url = await startServer(t, `${place}/pulse-server`);
  assert.equal((await fetch(`${url}/api/agent/version`)).status, 200);
  assert.ok(existsSync(`${place}/README.txt`));
});

for (const architecture of ["amd64", "arm64", "armv7"]) {
  test(`the archive of the ${architecture} agent has all that its instructions name`, async () => {
    const archive = packaged(new RegExp(`^pulse-docker-agent-.*-linux-${architecture}\\.tar\\.gz$`));
    const names = (await lines("tar", ["--list", "--file", archive])).map((name) => name.split("/").slice(1).join("/"));
    for (const name of ["pulse-docker-agent", "pulse-docker-agent.service", "pulse-docker-agent.env", "README.txt", "NOTICES.txt"]) {
      assert.ok(names.includes(name), `${name} is missing in ${archive.slice(dist.length + 1)}`);
    }
  });
}
