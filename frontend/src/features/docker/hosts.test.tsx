import { screen, waitFor, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { showPage } from "../../test/page";
import { makeServer } from "../../test/server";
import { ToastRegion } from "../../ui/Toast";
import DockerPage from "./DockerPage";

const now = Date.now();
const host = (id: string, fields: object = {}) => ({ id, hostname: id, displayName: id, status: "online", intervalSeconds: 30, containers: [{ id: `${id}-c`, name: `${id}-web`, image: "web:1", state: "running", status: "Up" }], ...fields });
const state = (...dockerHosts: object[]) => ({ dockerHosts, connections: [], seen: {} });
const path = "/api/agents/docker/hosts/eng%3Aine";

function show(given: object, removed: object[] = [], more: Parameters<typeof makeServer>[0] = {}) {
  const server = makeServer({
    "GET /api/agents/docker/removed": () => removed,
    [`DELETE ${path}`]: () => ({ success: true }),
    [`PUT ${path}/unhide`]: () => ({ success: true }),
    [`POST ${path}/allow-reenroll`]: () => {
      removed.length = 0;
      return { success: true };
    },
    ...more,
  });
  return { server, ...showPage(() => (<><DockerPage /><ToastRegion /></>), given, "/docker") };
}

async function choose(name: string) {
  await userEvent.click(await screen.findByRole("button", { name: "Actions for eng:ine" }));
  await userEvent.click(await screen.findByRole("menuitem", { name }));
}

describe("a Docker host", () => {
  it("is removed after the question has said what happens to its agent", async () => {
    const { server } = show(state(host("eng:ine")));
    await choose("Remove");
    const question = await screen.findByRole("dialog", { name: "Remove eng:ine?" });
    expect(question).toHaveTextContent(/With its next report within 30 s its agent is told to stop.*Its reports are refused for 24 hours then, unless you allow it again/);
    expect(server.asked(`DELETE ${path}`)).toHaveLength(0);
    await userEvent.click(within(question).getByRole("button", { name: "Remove eng:ine" }));
    expect(await screen.findByText("The agent of eng:ine is told to stop")).toBeVisible();
    expect(server.asked(`DELETE ${path}`)).toHaveLength(1);
  });

  it.each([
    ["that is silent", { stale: true, status: "offline" }, "Remove", /cannot be told to stop/],
    ["that has not stopped yet", { pendingUninstall: true }, "Remove at once", /has not said yet that it did/],
  ])("%s is removed at once", async (_, fields, item, words) => {
    const { server } = show(state(host("eng:ine", fields)));
    const asked: string[] = [];
    const send = window.fetch.bind(window);
    vi.stubGlobal("fetch", (address: string, init?: RequestInit) => (asked.push(`${init?.method ?? "GET"} ${address}`), send(address, init)));
    await choose(item);
    const question = await screen.findByRole("dialog");
    expect(question).toHaveTextContent(words);
    await userEvent.click(within(question).getByRole("button", { name: "Remove eng:ine" }));
    expect(await screen.findByText("eng:ine was removed")).toBeVisible();
    expect(server.asked(`DELETE ${path}`)).toHaveLength(1);
    expect(asked.some((one) => one.startsWith("DELETE") && one.endsWith("?force=true"))).toBe(true);
  });

  it("stays when the server refuses, which is told with the reason", async () => {
    show(state(host("eng:ine")), [], { [`DELETE ${path}`]: () => Response.json({ error: "its agent is stopping already" }, { status: 400 }) });
    await choose("Remove");
    await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Remove eng:ine" }));
    expect(await screen.findByText(/eng:ine could not be removed. its agent is stopping already/i)).toBeVisible();
    expect(screen.getByText("eng:ine-web")).toBeVisible();
  });

  it("is hidden, listed below and shown again", async () => {
    const { server, change } = show(state(host("eng:ine"), host("other")));
    await choose("Hide");
    expect(await screen.findByText("eng:ine is hidden")).toBeVisible();
    change({ set: { dockerHosts: { "eng:ine": { hidden: true } } } });
    const list = await screen.findByRole("table", { name: "Hidden and removed hosts" });
    expect(screen.queryByText("eng:ine-web")).toBeNull();
    expect(within(list).getByText(/watched all the same: 1 container/)).toBeVisible();
    await userEvent.click(within(list).getByRole("button", { name: "Show eng:ine again" }));
    await waitFor(() => expect(server.asked(`PUT ${path}/unhide`)).toHaveLength(1));
    change({ set: { dockerHosts: { "eng:ine": { hidden: false } } } });
    expect(await screen.findByText("eng:ine-web")).toBeVisible();
    expect(screen.queryByRole("table", { name: "Hidden and removed hosts" })).toBeNull();
  });

  it("that was removed is listed with its name until it is allowed again, also when no other is left", async () => {
    const { server } = show(state(), [{ hostId: "eng:ine", name: "docker1", removedAt: now - 3_600_000, until: now + 23 * 3_600_000 }]);
    const list = await screen.findByRole("table", { name: "Hidden and removed hosts" });
    expect(within(list).getByText(/Removed 1 h ago. Its reports are refused until/)).toBeVisible();
    await userEvent.click(within(list).getByRole("button", { name: "Allow docker1 again" }));
    expect(await screen.findByText("docker1 may report again")).toBeVisible();
    expect(server.asked(`POST ${path}/allow-reenroll`)).toHaveLength(1);
    await waitFor(() => expect(screen.queryByRole("table", { name: "Hidden and removed hosts" })).toBeNull());
  });

  it("cannot be changed by somebody who may only look", async () => {
    const { session } = show(state(host("eng:ine"), host("gone", { hidden: true })), [], {
      "GET /api/security/status": () => ({ hasAuthentication: true, requiresAuth: true, signedInBy: "proxy", mayChange: false }),
    });
    await session.begin();
    expect(await screen.findByText("eng:ine-web")).toBeVisible();
    await waitFor(() => expect(screen.queryByRole("button", { name: "Actions for eng:ine" })).toBeNull());
    expect(screen.queryByRole("table", { name: "Hidden and removed hosts" })).toBeNull();
  });
});
