import { cleanup, screen, waitFor, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { showPage } from "../../test/page";
import { makeServer } from "../../test/server";
import GuestsPage from "./GuestsPage";

const node = { id: "lab-n1", name: "n1", displayName: "n1", instance: "lab", status: "online", connectionHealth: "healthy", upSince: 1, cpu: 0.4, memory: { total: 100, used: 60, usage: 60 } };
const guest = (vmid: number, name: string, fields: object = {}) => ({ id: `lab-n1-${vmid}`, vmid, name, node: "n1", instance: "lab", status: "running", type: "qemu", cpu: 0.1, memory: { total: 100, used: 50, usage: 50 }, networkIn: 2e6, tags: "prod", ...fields });
const estate = { nodes: [node], vms: [guest(100, "web"), guest(101, "db", { cpu: 0.9 }), guest(102, "old", { status: "stopped" })], connections: [{ id: "pve-0", name: "lab", type: "pve", ok: true }], seen: { lab: Date.now() } };

/** jsdom lays nothing out: every element has the size of a window, and never another one. */
class StillSize {
  observe() {
    return undefined;
  }
  unobserve() {
    return undefined;
  }
  disconnect() {
    return undefined;
  }
}

beforeEach(() => {
  vi.stubGlobal("ResizeObserver", StillSize);
  vi.stubGlobal("innerWidth", 1090);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(1090);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
});
afterEach(() => {
  cleanup();
  localStorage.clear();
});

function show(state: object = estate, path = "/guests") {
  makeServer({ "GET /api/alerts/config": () => ({ guestDefaults: { cpu: { trigger: 80 } } }) });
  return showPage(GuestsPage, state, path);
}

const names = () => within(screen.getByRole("grid", { name: "Guests" })).getAllByRole("link").map((link) => link.textContent);

describe("the list of guests", () => {
  it("is worst first, under its node with sums", async () => {
    show();
    await screen.findByRole("link", { name: "db" });
    expect(names()).toEqual(["db", "web", "old"]);
    expect(screen.getByRole("columnheader", { name: "Worst first" })).toHaveAttribute("aria-sort", "descending");
    expect(screen.getByRole("button", { name: "n1", expanded: true })).toBeVisible();
  });

  it("sorts by a column and says so", async () => {
    show();
    await userEvent.click(await screen.findByRole("button", { name: "Name" }).catch(() => screen.getByRole("button", { name: "Worst first" })));
    expect(names()).toEqual(["db", "old", "web"]);
    expect(screen.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");
  });

  it("filters as one types, counts by state, and offers a way back when nothing is found", async () => {
    show();
    await userEvent.type(await screen.findByRole("searchbox", { name: "Filter guests" }), "cpu>80");
    expect(names()).toEqual(["db"]);
    expect(within(screen.getByRole("group", { name: "State" })).getByRole("button", { name: /All/ })).toHaveTextContent("1");
    await userEvent.type(screen.getByRole("searchbox"), " tag:none");
    expect(screen.getByText("No guest matches cpu>80 tag:none.")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Clear the filter" }));
    await waitFor(() => expect(names()).toHaveLength(3));
  });

  it("keeps rows in place while the keyboard is in them, and offers to sort again", async () => {
    const { change } = show(estate, "/guests?sort=name");
    await screen.findByRole("link", { name: "db" });
    await userEvent.keyboard("j");
    change({ set: { vms: { "lab-n1-101": { name: "zz", status: "stopped" } } } });
    await userEvent.click(await screen.findByRole("button", { name: "Sort again" }));
    await waitFor(() => expect(names()).toEqual(["old", "web", "zz"]));
  });

  it("shows a guest in the panel that the address names, and closes it", async () => {
    show(estate, "/guests?peek=lab-n1-101");
    const panel = await screen.findByRole("complementary", { name: "db" });
    expect(within(panel).getByRole("meter", { name: "CPU of db" })).toHaveAttribute("aria-valuenow", "90");
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("complementary", { name: "db" })).toBeNull());
  });

  it("writes what a stopped guest is instead of figures of 0", async () => {
    show();
    const row = (await screen.findByRole("link", { name: "old" })).closest<HTMLElement>("[role=row]");
    expect(row).toHaveTextContent("Stopped");
    expect(row === null ? [] : within(row).queryAllByRole("meter")).toEqual([]);
  });

  it("sends a new estate to the page where a server is added", async () => {
    show({ nodes: [], vms: [], connections: [] });
    expect(await screen.findByRole("link", { name: "Add a server" })).toHaveAttribute("href", "/settings/connections/add");
  });
});
