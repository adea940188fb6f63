import { screen, within } from "@solidjs/testing-library";
import { describe, expect, it } from "vitest";
import { makeServer } from "../../test/server";
import { showPage } from "../../test/page";
import BackupServersPage from "./BackupServersPage";

const store = { name: "main", total: 2048, used: 1024, free: 1024, usage: 50, status: "available", deduplicationFactor: 12.44, namespaces: [{ path: "" }, { path: "lab" }] };
const server = {
  id: "pbs-vault", name: "vault", host: "https://vault:8007", status: "online", version: "4.0.2", cpu: 12, memory: 41, memoryTotal: 1024, uptime: 0, connectionHealth: "healthy", datastores: [store],
  verifyJobs: [{ id: "v", store: "main", status: "bad chunk", error: "bad chunk", lastVerify: new Date().toISOString(), nextRun: "0001-01-01T00:00:00Z" }],
  pruneJobs: [{ id: "p", store: "main", status: "", lastPrune: "0001-01-01T00:00:00Z", nextRun: "0001-01-01T00:00:00Z" }],
};
const copy = { id: "b", instance: "vault", datastore: "main", namespace: "lab", backupType: "vm", vmid: "100", backupTime: new Date().toISOString() };

function show(fields: object = {}) {
  makeServer({ "GET /api/alerts/config": () => ({ storageDefault: { trigger: 85 } }) });
  return showPage(BackupServersPage, { pbs: [{ ...server, ...fields }], pbsBackups: [copy], connections: [], seen: {} });
}

describe("the backup servers", () => {
  it("tell the use, the deduplication and the namespaces of their datastores", async () => {
    show();
    expect(await screen.findByRole("heading", { name: "The server answers. One verification failed." })).toBeVisible();
    const table = screen.getByRole("table", { name: "Datastores" });
    expect(within(table).getByRole("meter", { name: "Use of vault / main" })).toHaveAttribute("aria-valuenow", "50");
    expect(table).toHaveTextContent(/12.4 : 1.*root, lab/);
    expect(screen.getByText("vault / main / lab").parentElement).toHaveTextContent(/1, /);
  });

  it("list their jobs worst first, and do not invent a run that never was", async () => {
    show();
    const [, first, second] = within(await screen.findByRole("table", { name: "Jobs" })).getAllByRole("row");
    expect(first).toHaveTextContent(/Verify.*failed.*bad chunk/);
    expect(second).toHaveTextContent(/Prune.*has not run yet/);
  });

  it("keep their last values when they fall silent, marked as such", async () => {
    show({ stale: true, staleSince: Date.now() - 60_000, staleReason: "vault does not answer: timed out." });
    expect(await screen.findByRole("heading", { name: /^vault has not answered since/ })).toBeVisible();
    expect(screen.getByText(/timed out. These are the last values/)).toBeVisible();
    expect(screen.getByRole("meter")).toHaveAttribute("aria-valuetext", "50\u202f%, last known value");
  });

  it("do not know the use of a datastore that told no size", async () => {
    show({ datastores: [{ name: "main", total: 0, used: 0, free: 0, usage: 0, status: "unavailable", error: "the disk is gone" }] });
    expect(await screen.findByRole("img", { name: "Use of vault / main: unknown" })).toBeVisible();
    expect(screen.getByText("the disk is gone")).toBeVisible();
  });
});
