import { screen, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { makeServer, refuse } from "../../test/server";
import { showPage } from "../../test/page";
import { ToastRegion } from "../../ui/Toast";
import AddServerPage from "./AddServerPage";
import ConnectionsPage from "./ConnectionsPage";
import { WebhookForm } from "./WebhookForm";
import { newWebhook } from "../../api/webhooks";
import { headerLines, parseHeaderLines, resultWords } from "./webhookWords";

const targets = [{ id: "pve-0", type: "pve", name: "lab", host: "https://n1:8006", hasToken: true }, { id: "pve-1", type: "pve", name: "far", host: "https://f1:8006", hasToken: true }];
const state = {
  connections: [
    { id: "pve-0", name: "lab", type: "pve", host: "https://n1:8006", ok: true },
    { id: "pve-1", name: "far", type: "pve", host: "https://f1:8006", ok: false, since: Date.now() - 60_000, error: "f1 refused the token (401). Make a new one." },
  ],
  seen: { lab: Date.now() },
};

describe("connections", () => {
  it("say in words how they are", async () => {
    makeServer({ "GET /api/config/nodes": () => targets });
    showPage(ConnectionsPage, state);
    const rows = within(await screen.findByRole("table", { name: "Connections" })).getAllByRole("row");
    expect(rows[1]).toHaveTextContent(/lab.*Answers, last read/);
    expect(rows[2]).toHaveTextContent(/far.*Does not answer since.*f1 refused the token \(401\). Make a new one./);
  });

  it("are removed only after a question", async () => {
    let list = targets;
    const server = makeServer({ "GET /api/config/nodes": () => list, "DELETE /api/config/nodes/pve-1": () => ((list = targets.slice(0, 1)), { status: "success" }) });
    showPage(() => (<><ConnectionsPage /><ToastRegion /></>), state);
    await userEvent.click(await screen.findByRole("button", { name: "Actions for far" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Remove" }));
    const dialog = await screen.findByRole("dialog", { name: "Remove far?" });
    expect(server.asked("DELETE /api/config/nodes/pve-1")).toHaveLength(0);
    await userEvent.click(within(dialog).getByRole("button", { name: "Remove far" }));
    expect(await screen.findByText("far was removed")).toBeVisible();
    await expect.poll(() => screen.queryByText("https://f1:8006")).toBeNull();
  });

  it("say what stands in the way when they cannot be read", async () => {
    makeServer({ "GET /api/config/nodes": () => refuse(500, { error: "the database is locked" }) });
    showPage(ConnectionsPage, state);
    expect(await screen.findByRole("alert")).toHaveTextContent("the database is locked");
  });
});

describe("adding a server", () => {
  it("compares the certificate before any secret is sent", async () => {
    const server = makeServer({
      "POST /api/config/nodes/test-connection": ({ body }) =>
        typeof body === "object" && body !== null && "tokenValue" in body
          ? { status: "success", message: "m", clusterName: "corvid", nodeCount: 3 }
          : refuse(400, { error: "Authentication credentials required", details: { fingerprint: "AA:BB:CC:DD", trusted: "false" } }),
      "POST /api/config/nodes": () => Response.json({ status: "success", id: "pve-2" }, { status: 201 }),
    });
    showPage(AddServerPage, state);
    await userEvent.type(screen.getByLabelText("Address of a Proxmox VE server"), "pve.example.org{Enter}");
    expect(await screen.findByText("AA:BB")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "They match" }));
    await userEvent.type(screen.getByLabelText("Token ID"), "pulse@pve!pulse");
    await userEvent.type(screen.getByLabelText("Token value"), "secret{Enter}");
    expect(await screen.findByText(/cluster corvid, 3 nodes/)).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Add server" }));
    await expect.poll(() => server.asked("POST /api/config/nodes")[0]?.body).toEqual({
      type: "pve", host: "pve.example.org", name: "corvid", fingerprint: "AA:BB:CC:DD", verifySSL: true, tokenName: "pulse@pve!pulse", tokenValue: "secret",
    });
  });
});

describe("a webhook", () => {
  it("is tried as it stands in the form and shows what came back", async () => {
    const server = makeServer({ "POST /api/notifications/webhooks/test": () => refuse(400, { success: false, status: 500, response: "boom", error: "HTTP 500" }) });
    showPage(() => <WebhookForm hook={newWebhook()} />, state);
    expect(screen.getByRole("button", { name: "Send a test" })).toBeDisabled();
    await userEvent.type(screen.getByLabelText("Name"), "ntfy");
    await userEvent.type(screen.getByLabelText("Address"), "ftp://x");
    await userEvent.tab();
    expect(screen.getByLabelText("Address")).toHaveAccessibleDescription(/begins with http/);
    await userEvent.clear(screen.getByLabelText("Address"));
    await userEvent.type(screen.getByLabelText("Address"), "https://n.test/x");
    await userEvent.click(screen.getByRole("button", { name: "Send a test" }));
    expect(await screen.findByText(/The receiver refused the test \(500\)/)).toHaveTextContent("boom");
    expect(server.requests.at(-1)?.body).toMatchObject({ name: "ntfy", url: "https://n.test/x" });
  });

  it("reads and writes headers as lines", () => {
    expect(parseHeaderLines("X-A: 1\n\n Title :  a: b ")).toEqual({ "X-A": "1", Title: "a: b" });
    expect(parseHeaderLines("no colon")).toBeUndefined();
    expect(parseHeaderLines("bad name: x")).toBeUndefined();
    expect(headerLines({ "X-A": "1", B: "2" })).toBe("X-A: 1\nB: 2");
  });

  it("has words for every result", () => {
    expect(resultWords({ success: true, status: 204, response: "" })).toBe("the test was accepted (204)");
    expect(resultWords({ success: false, status: undefined, response: "connection refused" })).toBe("could not be reached. connection refused");
  });
});
