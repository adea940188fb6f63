import { screen, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { showPage } from "../../test/page";
import { makeServer, refuse } from "../../test/server";
import AddServerPage from "./AddServerPage";

const pve = { ip: "10.0.0.5", port: 8006, type: "pve", version: "8.2.4", hostname: "pve1.lan", evidence: ["its certificate names Proxmox Virtual Environment"] };
const pmg = { ip: "10.0.0.9", port: 8006, type: "pmg", version: "Unknown", evidence: [] };
const odd = { ip: "10.0.0.7", port: 8006, type: "unknown", version: "Unknown", evidence: [] };
const nothing = { servers: [], errors: [], cached: true, scanning: false, updated: 1, age: 3 };

describe("servers found in the network", () => {
  it("are a list to pick from, which goes on to the certificate", async () => {
    const server = makeServer({
      "GET /api/discover": () => ({ ...nothing, servers: [pve, pmg, odd] }),
      "POST /api/config/nodes/look": () => ({ reachable: true, encrypted: true, fingerprint: "AA:BB:CC:DD", trusted: false }),
    });
    showPage(AddServerPage, {});
    await screen.findByText("pve1.lan");
    const rows = screen.getAllByRole("listitem");
    const found = rows.filter((row) => within(row).queryByRole("button", { name: /^Add/ }) !== null);
    expect(found.map((row) => row.textContent)).toEqual(["pve1.lanProxmox VE 8.2.410.0.0.5:8006Add", "10.0.0.9:8006Mail Gateway10.0.0.9:8006Add", "10.0.0.7:8006of an unknown kind10.0.0.7:8006Add"]);
    expect(found[0]).toHaveAttribute("title", "Its certificate names Proxmox Virtual Environment");
    await userEvent.click(screen.getByRole("button", { name: "Add 10.0.0.9:8006, Mail Gateway" }));
    expect(await screen.findByText("AA:BB")).toBeVisible();
    expect(server.asked("POST /api/config/nodes/look")[0]?.body).toMatchObject({ type: "pmg", host: "10.0.0.9:8006" });
    expect(screen.queryByRole("heading", { name: "Found in your network" })).toBeNull();
  });

  it("appear while the search runs", async () => {
    let answer: object = { ...nothing, cached: false, scanning: true };
    makeServer({ "GET /api/discover": () => answer });
    const page = showPage(AddServerPage, {});
    expect(await screen.findByText(/Looking for servers/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Looking" })).toBeDisabled();
    answer = { ...nothing, servers: [pve] };
    page.socket.say({ t: "event", event: { type: "discovery_update", data: { servers: [pve] } } });
    expect(await screen.findByText("pve1.lan")).toBeVisible();
    expect(screen.getByRole("button", { name: "Look again" })).toBeEnabled();
  });

  it("are looked for in another network when asked", async () => {
    const server = makeServer({ "GET /api/discover": () => ({ servers: [], errors: [], cached: false }), "POST /api/discover": () => ({ servers: [pve], errors: [] }) });
    showPage(AddServerPage, {});
    expect(await screen.findByText("Nobody has looked yet.")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Look in another network" }));
    await userEvent.type(screen.getByLabelText("Network"), "10.0.0.0/24{Enter}");
    expect(await screen.findByText("pve1.lan")).toBeVisible();
    expect(server.asked("POST /api/discover")[0]?.body).toEqual({ subnet: "10.0.0.0/24" });
  });

  it("say what stands in the way", async () => {
    makeServer({
      "GET /api/discover": () => ({ ...nothing, errors: ["10.0.0.0/8 is not searched: it has more than 4096 addresses (/20)"] }),
      "POST /api/discover": () => refuse(400, { error: "8.8.8.0/24 is not searched: it is no private network" }),
    });
    showPage(AddServerPage, {});
    expect(await screen.findByText(/10.0.0.0\/8 is not searched/)).toBeVisible();
    expect(screen.getByText(/No server was found that is not watched already/)).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Look in another network" }));
    await userEvent.type(screen.getByLabelText("Network"), "8.8.8.0/24{Enter}");
    await expect.poll(() => screen.getByLabelText("Network")).toHaveAccessibleDescription(/no private network/);
  });

  it("leave the address to be typed when they cannot be read", async () => {
    makeServer({ "GET /api/discover": () => refuse(500, { error: "the database is locked" }) });
    showPage(AddServerPage, {});
    expect(await screen.findByText(/could not be searched. the database is locked/)).toBeVisible();
    expect(screen.getByLabelText("Address of a Proxmox VE server")).toBeEnabled();
  });
});
