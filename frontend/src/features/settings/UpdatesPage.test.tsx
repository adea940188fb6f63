import { screen, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { showPage } from "../../test/page";
import { makeServer, refuse } from "../../test/server";
import UpdatesPage from "./UpdatesPage";

const none = {
  available: false, currentVersion: "1.0.0", latestVersion: "v1.0.0", releaseNotes: "", releaseDate: "0001-01-01T00:00:00Z", downloadUrl: "",
  isPrerelease: false, deploymentType: "systemd", channel: "stable", configured: false,
};
const some = {
  ...none, available: true, configured: true, latestVersion: "v1.1.0", releaseNotes: "# Better\n<b>charts</b>", releaseDate: "2026-03-01T12:00:00Z",
  downloadUrl: "https://releases.example/pulse-v1.1.0-linux-amd64.tar.gz", checkedAt: Date.now(),
};
const able = { version: "v1.1.0", channel: "stable", canAutoUpdate: true, steps: ["Download it", "Try it"], instructions: [], requiresRoot: true, rollbackSupport: true };
const settings = { updateServer: "https://releases.example", updatePublicKey: "", updateChannel: "", autoUpdateEnabled: false, autoUpdateTime: "03:00", envOverrides: {} };
const idle = { status: "idle", progress: 0, message: "", updatedAt: "2026-03-01T12:00:00Z" };
const past = [
  { event_id: "b", timestamp: "2026-02-02T03:00:00Z", version_from: "v0.9.0", version_to: "v1.0.0", initiated_by: "auto", status: "success", duration_ms: 21000 },
  { event_id: "a", timestamp: "2026-02-01T03:00:00Z", version_from: "v0.9.0", version_to: "v1.0.0", initiated_by: "user", status: "rolled_back", duration_ms: 50000, error: { message: "it did not answer" } },
];

function world(routes: Parameters<typeof makeServer>[0] = {}) {
  return makeServer({
    "GET /api/updates/check": () => none, "GET /api/updates/status": () => idle, "GET /api/updates/history": () => [],
    "GET /api/updates/plan": () => able, "GET /api/system/settings": () => settings, ...routes,
  });
}

describe("updates", () => {
  it("say that nothing is looked up without an address", async () => {
    world();
    showPage(UpdatesPage, {});
    expect(await screen.findByText("Pulse does not look for updates.")).toBeVisible();
    expect(screen.getByText("1.0.0")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Check now" })).toBeNull();
  });

  it("show what is new as text, and begin after a question", async () => {
    const server = world({ "GET /api/updates/check": () => some, "POST /api/updates/apply": () => ({ status: "started", message: "" }) });
    const user = userEvent.setup();
    showPage(UpdatesPage, {});
    expect(await screen.findByLabelText("Release notes")).toHaveTextContent("# Better <b>charts</b>");
    await user.click(await screen.findByRole("button", { name: "Update to 1.1.0" }));
    const question = await screen.findByRole("dialog", { name: "Update to 1.1.0?" });
    expect(question).toHaveTextContent("the old one comes back by itself");
    await user.click(within(question).getByRole("button", { name: "Update to 1.1.0" }));
    expect(server.asked("POST /api/updates/apply")[0]?.body).toEqual({ downloadUrl: some.downloadUrl });
  });

  it("say at its field what is wrong, and ask anew how a release comes here once that is saved", async () => {
    const wrong = refuse(400, { error: "updatePublicKey is not valid", code: "invalid", details: { field: "updatePublicKey" } });
    const answers = [wrong, Response.json({ status: "success" })];
    const forged = { ...able, canAutoUpdate: false, reason: "pulse.tar.gz is not signed with the public key that is set", command: undefined };
    const plans = [able, forged];
    world({ "GET /api/updates/check": () => some, "GET /api/updates/plan": () => plans.shift() ?? forged, "POST /api/system/settings/update": () => answers.shift() ?? {} });
    const user = userEvent.setup();
    showPage(UpdatesPage, {});
    await screen.findByRole("button", { name: "Update to 1.1.0" });
    await user.type(await screen.findByLabelText("Public key"), "abc");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await expect.poll(() => screen.getByLabelText("Public key")).toHaveAccessibleDescription(/This is no public key/);
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText(/is not signed with the public key that is set/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Update to 1.1.0" })).toBeNull();
  });

  it("follow an update and say how it ended", async () => {
    world({ "GET /api/updates/check": () => some });
    const page = showPage(UpdatesPage, {});
    await screen.findByRole("button", { name: "Update to 1.1.0" });
    const say = (status: string, progress: number, message: string) =>
      page.socket.say({ t: "event", event: { type: "update:progress", data: { status, progress, message } } });
    say("extracting", 40, "Unpacking the archive");
    expect(await screen.findByRole("progressbar", { name: "Progress of the update" })).toHaveValue(40);
    expect(screen.getByText("Unpacking the archive.")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Update to 1.1.0" })).toBeNull();
    say("error", 0, "Went back to version v1.0.0: it did not answer");
    expect(await screen.findByRole("alert")).toHaveTextContent("Went back to version v1.0.0");
    say("completed", 100, "Updated to version v1.1.0");
    expect(await screen.findByRole("button", { name: "Reload the page" })).toBeVisible();
  });

  it("say why Pulse cannot do it here, and what to type", async () => {
    const plan = { ...able, canAutoUpdate: false, reason: "Pulse runs in a container: its image is what has to be replaced", command: "docker compose pull && docker compose up -d" };
    world({ "GET /api/updates/check": () => some, "GET /api/updates/plan": () => plan });
    showPage(UpdatesPage, {});
    expect(await screen.findByText("docker compose pull && docker compose up -d")).toBeVisible();
    expect(screen.getByText(/Pulse runs in a container/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Update to 1.1.0" })).toBeNull();
  });

  it("say why an update did not begin", async () => {
    world({ "GET /api/updates/check": () => some, "POST /api/updates/apply": () => refuse(409, { error: "An update is under way already", code: "update_in_progress" }) });
    const user = userEvent.setup();
    showPage(UpdatesPage, {});
    await user.click(await screen.findByRole("button", { name: "Update to 1.1.0" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Update to 1.1.0" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("An update is under way already");
  });

  it("list what was tried", async () => {
    world({ "GET /api/updates/history": () => past });
    showPage(UpdatesPage, {});
    const rows = within(await screen.findByRole("table", { name: "Updates so far" })).getAllByRole("row");
    expect(rows[1]).toHaveTextContent(/0\.9\.0 → 1\.0\.0.*Updated in 21 s, by itself/);
    expect(rows[2]).toHaveTextContent(/Went back.*it did not answer/);
  });

  it("look it up now, and say when that fails", async () => {
    let broken = false;
    world({ "GET /api/updates/check": () => (broken ? refuse(500, { error: "Failed to check for updates" }) : { ...none, configured: true }) });
    showPage(UpdatesPage, {});
    expect(await screen.findByText("This is the newest version.")).toBeVisible();
    broken = true;
    await userEvent.click(screen.getByRole("button", { name: "Check now" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Failed to check for updates");
  });

  it("say why it cannot be looked up", async () => {
    const details = { reason: "releases.example refuses the connection. Check the port" };
    world({ "GET /api/updates/check": () => refuse(500, { error: "Failed to check for updates", details }) });
    showPage(UpdatesPage, {});
    expect(await screen.findByRole("alert")).toHaveTextContent("Failed to check for updates: releases.example refuses the connection. Check the port.");
  });

  it("save only what was changed, and show what is refused", async () => {
    let refused = true;
    const server = world({ "POST /api/system/settings/update": () => (refused ? refuse(400, { error: "updatePublicKey is not valid" }) : { success: true }) });
    const user = userEvent.setup();
    showPage(UpdatesPage, {});
    await user.type(await screen.findByLabelText("Public key"), "abc");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("updatePublicKey is not valid");
    refused = false;
    await user.selectOptions(screen.getByLabelText("Channel"), "rc");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(server.asked("POST /api/system/settings/update")[1]?.body).toEqual({ updatePublicKey: "abc", updateChannel: "rc" });
  });
});
