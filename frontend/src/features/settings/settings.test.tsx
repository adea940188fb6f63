import { screen, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { makeServer, refuse } from "../../test/server";
import { showPage } from "../../test/page";
import { ToastRegion } from "../../ui/Toast";
import AddServerPage from "./AddServerPage";
import EditServerPage from "./EditServerPage";
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

  it("of a made-up estate are found by their address", async () => {
    makeServer({ "GET /api/config/nodes": () => targets.slice(0, 1) });
    showPage(ConnectionsPage, { ...state, connections: [{ ...state.connections[0], id: "mock1-0" }] });
    expect(await screen.findByText(/Answers, last read/)).toBeVisible();
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

  it("offer to compare a certificate as soon as one is refused", async () => {
    let problem: object = {};
    makeServer({ "GET /api/config/nodes": () => [{ ...targets[0], ...problem }] });
    const [lab] = state.connections;
    const page = showPage(ConnectionsPage, { connections: [{ ...lab, ok: false, pending: true }] });
    await screen.findByRole("link", { name: "lab" });
    problem = { problem: "tls" };
    page.change({ top: { connections: [{ ...lab, ok: false, error: "the certificate changed" }] } });
    expect(await screen.findByRole("link", { name: "Compare the certificate" })).toHaveAttribute("href", "/settings/connections/pve-0");
  });

  it("say what stands in the way when they cannot be read", async () => {
    makeServer({ "GET /api/config/nodes": () => refuse(500, { error: "the database is locked" }) });
    showPage(ConnectionsPage, state);
    expect(await screen.findByRole("alert")).toHaveTextContent("the database is locked");
  });
});

const selfSigned = { reachable: true, encrypted: true, fingerprint: "AA:BB", trusted: false };

describe("adding a server", () => {
  it("compares the certificate before any secret is sent", async () => {
    const server = makeServer({
      "POST /api/config/nodes/look": () => ({ ...selfSigned, fingerprint: "AA:BB:CC:DD" }),
      "POST /api/config/nodes/test-connection": () => ({ status: "success", message: "m", clusterName: "corvid", nodeCount: 3 }),
      "POST /api/config/nodes": () => Response.json({ status: "success", id: "pve-2" }, { status: 201 }),
    });
    showPage(AddServerPage, state);
    await userEvent.type(screen.getByLabelText("Address of a Proxmox VE server"), "pve.example.org{Enter}");
    expect(await screen.findByText("AA:BB")).toBeVisible();
    expect(server.asked("POST /api/config/nodes/test-connection")).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "They match" }));
    await userEvent.click(screen.getByLabelText(/Paste a token/));
    await userEvent.type(screen.getByLabelText("Token ID"), "pulse@pve!pulse");
    await userEvent.type(screen.getByLabelText("Token value"), "secret{Enter}");
    expect(await screen.findByText(/cluster corvid, 3 nodes/)).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Add server" }));
    await expect.poll(() => server.asked("POST /api/config/nodes")[0]?.body).toEqual({
      type: "pve", host: "pve.example.org", name: "corvid", fingerprint: "AA:BB:CC:DD", verifySSL: true, tokenName: "pulse@pve!pulse", tokenValue: "secret",
    });
  });
});

describe("adding a server by a script", () => {
  const offer = { url: "http://p:7655/api/setup-script?type=pve", command: "curl x | bash", setupCode: "A7K9P2" };
  const fresh = () => ({ ...offer, expires: Math.floor(Date.now() / 1000) + 299 });

  async function goToAccess() {
    showPage(AddServerPage, state);
    await userEvent.type(screen.getByLabelText("Address of a Proxmox VE server"), "pve.example.org{Enter}");
    await userEvent.click(await screen.findByRole("button", { name: "They match" }));
  }

  it("shows the command with its time, and goes on with the server that registered itself", async () => {
    let list = targets;
    const server = makeServer({
      "GET /api/config/nodes": () => list,
      "POST /api/config/nodes/look": () => selfSigned,
      "POST /api/setup-script-url": fresh,
      "POST /api/config/nodes/pve-2/test": () => ({ status: "success", message: "m", clusterName: "corvid", nodeCount: 3, missing: ["VM.Audit on /vms"] }),
      "PUT /api/config/nodes/pve-2": () => ({ status: "success" }),
    });
    await goToAccess();
    expect(await screen.findByRole("heading", { name: "Access" })).toHaveFocus();
    expect(screen.getByText("Step 3: Access")).toHaveAttribute("aria-live", "polite");
    expect(await screen.findByText("curl x | bash")).toBeVisible();
    expect(screen.getByText("code valid for 5 min")).toBeVisible();
    expect(screen.getByRole("link", { name: "Read the script first" })).toHaveAttribute("href", offer.url);
    expect(server.asked("POST /api/setup-script-url")[0]?.body).toEqual({ type: "pve", host: "pve.example.org", fingerprint: "AA:BB", verifySSL: true, backupPerms: false });
    list = [...targets, { id: "pve-2", type: "pve", name: "pve1", host: "https://pve.example.org:8006", hasToken: true }];
    expect(await screen.findByText(/cluster corvid, 3 nodes/)).toBeVisible();
    expect(screen.getByText("VM.Audit on /vms")).toBeVisible();
    expect(screen.getByRole("heading", { name: "What will be watched" })).toHaveFocus();
    await userEvent.clear(screen.getByLabelText("Name in Pulse"));
    await userEvent.type(screen.getByLabelText("Name in Pulse"), "home");
    await userEvent.click(screen.getByRole("button", { name: "Done" }));
    await expect.poll(() => server.asked("PUT /api/config/nodes/pve-2")[0]?.body).toEqual({ name: "home" });
    expect(server.asked("POST /api/config/nodes")).toHaveLength(0);
  });

  it("offers a new command when the code is over, and says why there is none", async () => {
    const answers: (object | Response)[] = [{ ...offer, expires: 1 }, refuse(409, { error: "Too many codes are open" })];
    makeServer({
      "GET /api/config/nodes": () => targets,
      "POST /api/config/nodes/look": () => selfSigned,
      "POST /api/setup-script-url": () => answers.shift() ?? fresh(),
    });
    await goToAccess();
    expect(await screen.findByText("The code is no longer valid.")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "New command" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Too many codes are open");
  });

  it("goes on with a token where no server reaches this Pulse, as in a window", async () => {
    makeServer({
      "GET /api/config/nodes": () => targets,
      "POST /api/config/nodes/look": () => selfSigned,
      "POST /api/setup-script-url": () => refuse(409, { error: "Pulse only listens on this computer", code: "public_url_required" }),
    });
    await goToAccess();
    expect(await screen.findByRole("radio", { name: /Paste a token/ })).toBeChecked();
    expect(screen.getByText(/make such a token/)).toBeVisible();
    expect(screen.queryByRole("radio", { name: /Run a script/ })).toBeNull();
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.getByRole("link", { name: "Let it listen in the network" })).toHaveAttribute("href", "/settings/security/network");
    await userEvent.click(screen.getByRole("radio", { name: /Name and password/ }));
    const help = within(screen.getByRole("complementary", { name: "About the access" }));
    expect(help.getByText(/role PVEAuditor/)).toBeVisible();
    expect(help.queryByText("What the lines do")).toBeNull();
  });
});

describe("what is read of a connection", () => {
  const lab = { id: "pve-0", type: "pve", name: "lab", host: "https://n1:8006", tokenName: "p@pam!t", hasToken: true, verifySSL: true, monitorVMs: true, monitorBackups: false, monitorPhysicalDisks: true, physicalDiskPollingMinutes: 30 };

  async function edit(answer: () => object | Response) {
    const server = makeServer({ "GET /api/config/nodes": () => [lab], "PUT /api/config/nodes/pve-0": answer });
    showPage(EditServerPage, state, "/settings/connections/pve-0", "/settings/connections/:id");
    await userEvent.click(await screen.findByText("What is read"));
    return server;
  }

  it("is what was chosen, and only what was changed is sent", async () => {
    const server = await edit(() => ({ status: "success" }));
    expect([screen.getByLabelText("Virtual machines"), screen.getByLabelText("Storages")].map((box) => (box as HTMLInputElement).checked)).toEqual([true, true]);
    expect(screen.getByLabelText("Backups and snapshots")).not.toBeChecked();
    const minutes = screen.getByLabelText("Minutes between two looks at the disks");
    expect(minutes).toHaveValue("30");
    await userEvent.clear(minutes);
    await userEvent.click(screen.getByLabelText("Containers"));
    await userEvent.click(screen.getByRole("button", { name: "Save changes" }));
    await expect.poll(() => server.asked("PUT /api/config/nodes/pve-0")[0]?.body).toEqual({
      type: "pve", name: "lab", host: "https://n1:8006", fingerprint: "", verifySSL: true, monitorContainers: false, physicalDiskPollingMinutes: 0,
    });
  });

  it("refuses minutes that nobody can mean, before and after asking the server", async () => {
    await edit(() => refuse(400, { error: "must lie between 1 and 1440", details: { field: "physicalDiskPollingMinutes" } }));
    const minutes = screen.getByLabelText("Minutes between two looks at the disks");
    await userEvent.type(minutes, "x");
    expect(minutes).toHaveAccessibleDescription(/minutes from 1 to 1440/);
    expect(screen.getByRole("button", { name: "Save changes" })).toBeDisabled();
    await userEvent.type(minutes, "{Backspace}");
    await userEvent.click(screen.getByRole("button", { name: "Save changes" }));
    await expect.poll(() => minutes).toHaveAccessibleDescription(/must lie between/);
    expect(screen.getByLabelText("Name in Pulse")).toBeValid();
  });
});

describe("a connection whose certificate changed", () => {
  it("is compared anew, and keeps its access", async () => {
    const changed = [{ id: "pve-0", type: "pve", name: "lab", host: "https://n1:8006", tokenName: "p@pam!t", hasToken: true, fingerprint: "11:22", verifySSL: true, problem: "tls" }];
    const server = makeServer({
      "GET /api/config/nodes": () => changed,
      "POST /api/config/nodes/look": () => selfSigned,
      "PUT /api/config/nodes/pve-0": () => ({ status: "success" }),
    });
    showPage(EditServerPage, state, "/settings/connections/pve-0", "/settings/connections/:id");
    expect(await screen.findByText(/another one than before/)).toBeVisible();
    expect([screen.getByText("11:22"), screen.getByText("AA:BB")]).toHaveLength(2);
    await userEvent.click(screen.getByRole("button", { name: "They match" }));
    await userEvent.click(await screen.findByRole("button", { name: "Save changes" }));
    await expect.poll(() => server.asked("PUT /api/config/nodes/pve-0")[0]?.body).toEqual({ type: "pve", host: "https://n1:8006", name: "lab", fingerprint: "AA:BB", verifySSL: true });
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

  it("to Telegram is neither tried nor saved without a chat", async () => {
    makeServer({});
    showPage(() => <WebhookForm hook={{ ...newWebhook(), name: "phone", service: "telegram", url: "https://api.telegram.org/bot1:a/sendMessage" }} />, state);
    const [test, save] = [screen.getByRole("button", { name: "Send a test" }), screen.getByRole("button", { name: "Save" })];
    expect([test, save].map((button) => (button as HTMLButtonElement).disabled)).toEqual([true, true]);
    await userEvent.type(screen.getByLabelText("Chat"), "-100123");
    expect([test, save].map((button) => (button as HTMLButtonElement).disabled)).toEqual([false, false]);
    expect(screen.getByLabelText("Address")).toHaveValue("https://api.telegram.org/bot1:a/sendMessage?chat_id=-100123");
  });

  it("reads and writes headers as lines", () => {
    expect(parseHeaderLines("X-A: 1\n\n Title :  a: b ")).toEqual({ "X-A": "1", Title: "a: b" });
    expect(parseHeaderLines("no colon")).toBeUndefined();
    expect(parseHeaderLines("bad name: x")).toBeUndefined();
    expect(headerLines({ "X-A": "1", B: "2" })).toBe("X-A: 1\nB: 2");
  });

  it("has words for every result", () => {
    expect(resultWords({ success: true, status: 204, response: "" })).toBe("accepted the test (204).");
    expect(resultWords({ success: false, status: undefined, response: "connection refused" })).toBe("could not be reached. connection refused");
  });
});
