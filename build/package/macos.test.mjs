// The frame of Pulse.app, as far as it can be made without a Mac.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readlinkSync } from "node:fs";
import { test } from "node:test";
import { folder, packaged, run, version } from "./testing.mjs";

/** The unpacked layout. */
async function unpacked(t) {
  const place = folder(t);
  await run("tar", ["--extract", "--gzip", "--file", packaged(/-macos-layout\.tar\.gz$/), "--directory", place]);
  return `${place}/Pulse`;
}

/** The value of a key in a property list. */
function value(plist, key) {
  return new RegExp(`<key>${key}</key>\\s*<(?:string>([^<]*)|(true|false)/)`).exec(plist)?.slice(1).find(Boolean);
}

test("the app and its tray carry the version, an icon, and the right to reach the backend", async (t) => {
  const app = `${await unpacked(t)}/Pulse.app/Contents`;
  for (const [contents, program] of [[app, "pulse"], [`${app}/Helpers/Pulse Tray.app/Contents`, "pulse-tray"]]) {
    const plist = readFileSync(`${contents}/Info.plist`, "utf8");
    assert.equal(value(plist, "CFBundleExecutable"), program);
    assert.equal(value(plist, "CFBundleShortVersionString"), version().split(/[-+]/)[0]);
    assert.equal(value(plist, "NSAllowsLocalNetworking"), "true");
    const icon = readFileSync(`${contents}/Resources/${value(plist, "CFBundleIconFile")}.icns`);
    assert.equal(icon.subarray(0, 4).toString(), "icns");
  }
});

test("only the tray is without an icon in the Dock", async (t) => {
  const app = `${await unpacked(t)}/Pulse.app/Contents`;
  assert.equal(value(readFileSync(`${app}/Info.plist`, "utf8"), "LSUIElement"), undefined);
  assert.equal(value(readFileSync(`${app}/Helpers/Pulse Tray.app/Contents/Info.plist`, "utf8"), "LSUIElement"), "true");
});

test("the folder is ready for a disk image and says what it lacks", async (t) => {
  const place = await unpacked(t);
  assert.equal(readlinkSync(`${place}/Applications`), "/Applications");
  for (const path of readFileSync(`${place}/README.txt`, "utf8").match(/Pulse\.app\/\S*( Tray\.app\S*)?/g)) {
    assert.ok(!existsSync(`${place}/${path}`), `${path} is there, but is said to be missing`);
  }
});
