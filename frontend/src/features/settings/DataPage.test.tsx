import { screen, waitFor, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { showPage } from "../../test/page";
import { makeServer, refuse } from "../../test/server";
import DataPage from "./DataPage";
import { linesOf } from "./ImportPreview";

const none = { added: [], changed: [], removed: [], same: 0 };
const changes = {
  version: "4.0", exportedAt: "2026-03-01T12:00:00Z", connections: { added: ["lab (pve)"], changed: [], removed: ["old (pbs)"], same: 2 },
  webhooks: none, guests: none, settings: ["theme"], alerts: [], email: true, notes: ["The export has version \"9\"."],
};
const settings = { historyMaxBytes: 2 * 1024 * 1024 * 1024, historyRetention: { raw: "24h", "1m": "30d", "10m": "365d", "60m": "forever" }, logLevel: "info" };
const nothing = { taken: [], left: [], at: "0001-01-01T00:00:00Z" };

function serve(routes: Parameters<typeof makeServer>[0] = {}) {
  return makeServer({ "GET /api/system/settings": () => settings, "GET /api/config/take-over": () => nothing, ...routes });
}

async function chooseFile(text: string) {
  await userEvent.upload(await screen.findByLabelText("File of an export"), new File([text], "pulse-config.json", { type: "application/json" }));
  await userEvent.type(screen.getByLabelText("Passphrase of the file"), "a long passphrase");
}

describe("the data page", () => {
  it("hands out an export as a file that others for this API read, once the passphrase is long enough", async () => {
    const server = serve({ "POST /api/config/export": () => ({ status: "success", data: "c2VhbGVk" }) });
    const made: Blob[] = [];
    vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: (blob: Blob) => String(made.push(blob)), revokeObjectURL: () => undefined }));
    showPage(DataPage, {});
    const button = await screen.findByRole("button", { name: "Export" });
    await userEvent.type(screen.getByLabelText("Passphrase of the export"), "too short");
    expect(button).toBeDisabled();
    await userEvent.type(screen.getByLabelText("Passphrase of the export"), " no more");
    await userEvent.click(screen.getByRole("radio", { name: /Stronger/ }));
    await userEvent.click(button);
    await waitFor(() => expect(made).toHaveLength(1));
    expect(server.asked("POST /api/config/export")[0]?.body).toEqual({ passphrase: "too short no more", format: "strong" });
    expect(made[0]?.size).toBe(JSON.stringify({ status: "success", data: "c2VhbGVk" }).length);
    expect(screen.getByLabelText("Passphrase of the export")).toHaveValue("");
  });

  it("keeps the passphrase when the person chose no place for the file in the desktop window", async () => {
    const server = serve({ "POST /api/config/export": () => ({ status: "success", data: "c2VhbGVk" }) });
    window.go = { app: { Shell: { Save: () => Promise.resolve(false) } } };
    showPage(DataPage, {});
    await userEvent.type(await screen.findByLabelText("Passphrase of the export"), "a long passphrase");
    await userEvent.click(screen.getByRole("button", { name: "Export" }));
    await waitFor(() => expect(server.asked("POST /api/config/export")).toHaveLength(1));
    await waitFor(() => expect(screen.getByRole("button", { name: "Export" })).toBeEnabled());
    expect(screen.getByLabelText("Passphrase of the export")).toHaveValue("a long passphrase");
    delete window.go;
  });

  it("shows what an import will change before it changes anything", async () => {
    const server = serve({
      "POST /api/config/import/preview": () => ({ status: "success", changes }),
      "POST /api/config/import": () => ({ status: "success", changes: { ...changes, copy: "/data/backups/before-import.db" } }),
    });
    showPage(DataPage, {});
    await chooseFile('{"data":"c2VhbGVk"}');
    await userEvent.click(screen.getByRole("button", { name: "See what will change" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Replace the configuration" }));
    expect(dialog.getByText("added: lab (pve)")).toBeVisible();
    expect(dialog.getByText("removed: old (pbs)")).toBeVisible();
    expect(dialog.getByText(/version "9"/)).toBeVisible();
    expect(server.asked("POST /api/config/import")).toHaveLength(0);
    await userEvent.click(dialog.getByRole("button", { name: "Replace configuration" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(server.asked("POST /api/config/import")[0]?.body).toEqual({ data: '{"data":"c2VhbGVk"}', passphrase: "a long passphrase" });
  });

  it("says below the passphrase why a file cannot be taken", async () => {
    serve({ "POST /api/config/import/preview": () => refuse(400, { error: "Failed to import configuration: the passphrase is wrong" }) });
    showPage(DataPage, {});
    await chooseFile("nonsense");
    await userEvent.click(screen.getByRole("button", { name: "See what will change" }));
    await expect.poll(() => screen.getByLabelText("Passphrase of the file")).toHaveAccessibleDescription(/the passphrase is wrong/);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("says below the file that it is no export", async () => {
    serve({ "POST /api/config/import/preview": () => refuse(400, { error: "Failed to import configuration: the export is damaged: it is no base64 text" }) });
    showPage(DataPage, {});
    await chooseFile("nonsense");
    await userEvent.click(screen.getByRole("button", { name: "See what will change" }));
    await expect.poll(() => screen.getByLabelText("File of an export")).toHaveAccessibleDescription(/no base64/);
  });

  it("tells what was taken over and what not", async () => {
    serve({
      "GET /api/config/take-over": () => ({
        from: "/etc/pulse", at: "2026-03-01T12:00:00Z", taken: [{ what: "connections", detail: "3 servers" }], left: [{ what: 'webhook "Here"', detail: "it is the address of this program" }],
      }),
    });
    showPage(DataPage, {});
    expect(await screen.findByText("3 servers")).toBeVisible();
    expect(screen.getByText("it is the address of this program")).toBeVisible();
  });

  it("changes how long the history is kept, how large it grows and how much is logged", async () => {
    const server = serve({ "POST /api/system/settings/update": () => ({ success: true }) });
    showPage(DataPage, {});
    const size = await screen.findByLabelText("Largest size in MiB");
    expect(size).toHaveValue("2048");
    await userEvent.clear(size);
    await userEvent.type(size, "10");
    expect(screen.getByText("A number of MiB, at least 64.")).toBeVisible();
    await userEvent.type(size, "0");
    await userEvent.clear(screen.getByLabelText("Every reading"));
    await userEvent.type(screen.getByLabelText("Every reading"), "48h");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await userEvent.selectOptions(screen.getByLabelText("Logged"), "debug");
    expect(server.asked("POST /api/system/settings/update").map((seen) => seen.body)).toEqual([
      { historyMaxBytes: 100 * 1024 * 1024, historyRetention: { ...settings.historyRetention, raw: "48h" } },
      { logLevel: "debug" },
    ]);
  });
});

describe("the lines of a preview", () => {
  it("leave out what stays the same and cut long lists", () => {
    const many = Array.from({ length: 10 }, (_, n) => `n${n}`);
    expect(linesOf({ ...changes, connections: { ...none, same: 3 }, settings: [], email: false, notes: [] })).toEqual([]);
    expect(linesOf({ ...changes, connections: { ...none, added: many } })[0]?.words).toBe("added: n0, n1, n2, n3, n4, n5, n6, n7 and 2 others");
  });
});
