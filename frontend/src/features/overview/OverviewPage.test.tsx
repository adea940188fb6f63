import { screen, waitFor, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { makeServer, refuse } from "../../test/server";
import { showPage } from "../../test/page";
import { ToastRegion } from "../../ui/Toast";
import OverviewPage from "./OverviewPage";

const now = Date.now();
const node = { id: "lab-n1", name: "n1", displayName: "n1", instance: "lab", status: "online", connectionHealth: "healthy", upSince: now - 3 * 86_400_000, cpu: 0.42, memory: { total: 100, used: 60, usage: 60 }, loadAverage: [2.1] };
const guest = { id: "lab-n1-100", vmid: 100, name: "web", node: "n1", instance: "lab", status: "running", type: "qemu", cpu: 0.1, memory: { total: 100, used: 97, usage: 97 } };
const alert = { id: "lab-n1-100-memory", type: "memory", level: "critical", resourceId: guest.id, resourceName: "web", node: "n1", instance: "lab", message: "", value: 97, threshold: 85, startTime: new Date(now - 23 * 60_000).toISOString(), acknowledged: false };
const estate = { nodes: [node], vms: [guest], activeAlerts: [alert], connections: [{ id: "pve-0", name: "lab", type: "pve", ok: true }], seen: { lab: now } };
const acknowledgePath = "POST /api/alerts/lab-n1-100-memory/acknowledge";

function show(state: object, routes: Parameters<typeof makeServer>[0] = {}) {
  const server = makeServer({ "GET /api/alerts/history": () => [], "GET /api/alerts/config": () => ({ guestDefaults: { memory: { trigger: 85 } } }), ...routes });
  const view = showPage(() => (<><OverviewPage /><ToastRegion /></>), state);
  return { ...view, server };
}

describe("the overview", () => {
  it("begins with the sentence and lists what needs attention", async () => {
    show(estate);
    expect(await screen.findByRole("heading", { name: "One thing is critical." })).toBeVisible();
    const row = within(screen.getByRole("table", { name: "Alerts that need attention" })).getByRole("row");
    expect(row).toHaveTextContent(/web memory use.*n1.*97 %.*of 85 %.*23 min/);
  });

  it("shows nodes with their figures, by cluster or connection", async () => {
    show(estate);
    const table = await screen.findByRole("table", { name: "Nodes" });
    expect(within(table).getByRole("meter", { name: "CPU of n1" })).toHaveAttribute("aria-valuenow", "42");
    expect(within(table).getByRole("link", { name: "web, critical" })).toHaveAttribute("href", "/guests/lab-n1-100");
    expect(table).toHaveTextContent("3 d");
  });

  it("writes a dash for figures that nobody knows", async () => {
    show({ ...estate, nodes: [{ ...node, cpu: undefined, memory: undefined }] });
    const table = await screen.findByRole("table", { name: "Nodes" });
    expect(within(table).getByRole("img", { name: "CPU of n1: unknown" })).toBeVisible();
    expect(within(table).queryByRole("meter")).toBeNull();
  });

  it("acknowledges at once and takes it back on request", async () => {
    const { server, change } = show(estate, { [acknowledgePath]: () => ({ success: true }), "POST /api/alerts/lab-n1-100-memory/unacknowledge": () => ({ success: true }) });
    await userEvent.click(await screen.findByRole("button", { name: "Acknowledge web, memory use" }));
    expect(server.asked(acknowledgePath)).toHaveLength(1);
    change({ set: { activeAlerts: { [alert.id]: { acknowledged: true, ackUser: "mara" } } } });
    expect(await screen.findByRole("heading", { name: "Everything is fine." })).toBeVisible();
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
    expect(server.asked("POST /api/alerts/lab-n1-100-memory/unacknowledge")).toHaveLength(1);
  });

  it("says why an acknowledgement failed", async () => {
    show(estate, { [acknowledgePath]: () => refuse(404, { error: "alert not found" }) });
    await userEvent.click(await screen.findByRole("button", { name: "Acknowledge web, memory use" }));
    expect(await screen.findByText(/could not be acknowledged. alert not found/)).toBeVisible();
  });

  it("follows the live state without being drawn anew", async () => {
    const { change } = show(estate);
    const link = within(await screen.findByRole("table", { name: "Nodes" })).getByRole("link", { name: "n1" });
    change({ set: { nodes: { "lab-n1": { cpu: 0.9, stale: true, staleSince: now - 60_000 } } } });
    await waitFor(() => expect(screen.getByRole("meter", { name: "CPU of n1" })).toHaveAttribute("aria-valuetext", "90\u202f%, last known value"));
    expect(link).toBeInTheDocument();
    expect(screen.getByText("1, of which 1 unreachable")).toBeVisible();
  });

  it("leads a newcomer to the first server", async () => {
    show({ nodes: [], vms: [], connections: [], seen: {} });
    expect(await screen.findByRole("link", { name: "Add a server" })).toHaveAttribute("href", "/settings/connections/add");
  });

  it("tells of last night's backups, mail and Docker only when something is known of them", async () => {
    const { change } = show(estate);
    await screen.findByRole("table", { name: "Nodes" });
    expect(screen.queryByText("Last night's backups")).toBeNull();
    expect(screen.queryByText(/Docker/)).toBeNull();
    const failed = { id: "t", node: "n1", instance: "lab", vmid: 100, status: "no space", error: "no space", startTime: new Date(now - 3_600_000).toISOString(), endTime: new Date(now).toISOString() };
    change({ set: { backupTasks: { t: failed }, dockerHosts: { h: { id: "h", hostname: "h", status: "online", containers: [{ id: "c", name: "c", state: "running" }] } } } });
    expect(await screen.findByText("failed: web")).toBeVisible();
    expect(screen.getByRole("link", { name: "web, no space" })).toHaveAttribute("href", "/backups?peek=lab-n1-100");
    expect(screen.getByText("Docker", { selector: "a" }).closest("div")).toHaveTextContent("1 of 1 running");
  });
});
