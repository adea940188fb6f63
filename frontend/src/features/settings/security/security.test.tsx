import { screen, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { showPage } from "../../../test/page";
import { makeServer, refuse } from "../../../test/server";
import AccountPage from "./AccountPage";
import AuditPage from "./AuditPage";
import NetworkPage from "./NetworkPage";
import ProviderPage from "./ProviderPage";
import TokensPage from "./TokensPage";
import { addressAfter, hostFor, reachOf } from "./listenWords";
import { admittedWords, draftOf, secretOf, signOnOf } from "./providerDraft";
import { endOf, mayWords } from "./tokenWords";

const known = { hasAuthentication: true, requiresAuth: true, hasPassword: true, signedInBy: "session", mayChange: true, authUsername: "mara", clientIP: "10.0.0.7", isPrivateNetwork: true };
const basics = (status: object = known) => ({ "GET /api/security/status": () => status, "GET /api/version": () => ({ version: "1.0.0" }), "GET /api/config/nodes": () => [] });

async function show(page: () => unknown, routes: Parameters<typeof makeServer>[0] = {}, status: object = known) {
  const server = makeServer({ ...basics(status), ...routes });
  const view = showPage(page as Parameters<typeof showPage>[0], {});
  await view.session.begin();
  return { ...view, server };
}

const wall = { id: "t1", name: "wall", prefix: "pulse_1234", suffix: "cdef", scopes: ["read"], createdAt: "2026-01-01T00:00:00Z", expiresAt: new Date(2099, 0, 1).toISOString() };
const environment = { id: "t2", name: "Environment token", prefix: "", suffix: "", scopes: ["admin"], createdAt: "2026-01-01T00:00:00Z", fixed: true };

describe("API tokens", () => {
  it("show what they may do, and cannot be touched when the environment gives them", async () => {
    await show(TokensPage, { "GET /api/security/tokens": () => ({ tokens: [wall, environment] }) });
    const rows = within(await screen.findByRole("table", { name: "API tokens" })).getAllByRole("row");
    expect(rows[1]).toHaveTextContent(/wall.*may look.*pulse_1234…cdef.*never.*1 Jan 2099/);
    expect(rows[2]).toHaveTextContent(/may change everything, set by API_TOKENS/);
    expect(screen.queryByRole("button", { name: "Actions for Environment token" })).toBeNull();
  });

  it("are made with a scope and an end, and their secret is shown once", async () => {
    const { server } = await show(TokensPage, {
      "GET /api/security/tokens": () => ({ tokens: [] }),
      "POST /api/security/tokens": () => ({ token: "pulse_secret", record: wall }),
    });
    await userEvent.click(screen.getByRole("button", { name: "New token" }));
    await userEvent.type(screen.getByLabelText("Name"), "dock-01");
    await userEvent.click(screen.getByLabelText(/Report Docker hosts/));
    await userEvent.selectOptions(screen.getByLabelText("Good"), "never");
    await userEvent.click(screen.getByRole("button", { name: "Make token" }));
    const dialog = await screen.findByRole("dialog", { name: "The token dock-01" });
    expect(dialog).toHaveTextContent("pulse_secret");
    expect(server.asked("POST /api/security/tokens")[0]?.body).toEqual({ name: "dock-01", scopes: ["agent"] });
    await userEvent.keyboard("{Escape}");
    expect(screen.getByText("pulse_secret")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "I have kept it" }));
    await expect.poll(() => screen.queryByText("pulse_secret")).toBeNull();
  });

  it("are made anew with what they could do before; the old one goes after a question", async () => {
    const { server } = await show(TokensPage, {
      "GET /api/security/tokens": () => ({ tokens: [wall] }),
      "POST /api/security/tokens": () => ({ token: "pulse_other", record: wall }),
      "DELETE /api/security/tokens/t1": () => new Response(null, { status: 204 }),
    });
    await userEvent.click(await screen.findByRole("button", { name: "Actions for wall" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Make anew" }));
    expect(server.asked("POST /api/security/tokens")).toHaveLength(0);
    await userEvent.click(within(await screen.findByRole("dialog", { name: "Make wall anew?" })).getByRole("button", { name: "Make anew" }));
    expect(await screen.findByText("pulse_other")).toBeVisible();
    expect(server.asked("POST /api/security/tokens")[0]?.body).toEqual({ name: "wall", scopes: ["read"], expiresAt: wall.expiresAt });
    expect(server.asked("DELETE /api/security/tokens/t1")).toHaveLength(1);
  });

  it("have words and ends", () => {
    expect(mayWords(["read", "agent"])).toBe("look and report Docker hosts");
    expect(mayWords([])).toBe("change everything");
    expect(endOf("30", "", 0)).toBe(30 * 86_400_000);
    expect(endOf("never", "", 0)).toBeUndefined();
  });
});

describe("the provider", () => {
  const saved = { enabled: false, issuerUrl: "https://login.test", clientId: "pulse", redirectUrl: "", scopes: ["openid"], clientSecretSet: true, allowedGroups: [], allowedDomains: [], allowedEmails: [] };

  it("is tried before it is saved, and the error stands at its field", async () => {
    const { server } = await show(ProviderPage, {
      "GET /api/security/oidc": () => saved,
      "POST /api/security/oidc/test": () => refuse(400, { error: "issuerUrl must be a URL like https://login.example.com", code: "validation_error", details: { field: "issuerUrl" } }),
    });
    await userEvent.type(await screen.findByLabelText("Groups"), "staff, ops");
    await userEvent.click(screen.getByRole("button", { name: "Test" }));
    await expect.poll(() => screen.getByLabelText("Address of the issuer").getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByLabelText("Address of the issuer")).toHaveAccessibleDescription(/This must be a URL/);
    expect(server.requests.at(-1)?.body).toMatchObject({ allowedGroups: ["staff", "ops"], redirectUrl: `${window.location.origin}/api/oidc/callback` });
    expect(server.requests.at(-1)?.body).not.toHaveProperty("clientSecret");
    expect(server.asked("PUT /api/security/oidc")).toHaveLength(0);
  });

  it("cannot be changed where the environment sets it", async () => {
    await show(ProviderPage, { "GET /api/security/oidc": () => ({ ...saved, envOverrides: { issuerUrl: true } }) });
    expect(await screen.findByText(/variables that begin with OIDC_/)).toBeVisible();
    expect(screen.getByLabelText("Client ID")).toBeDisabled();
    expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
  });

  it("says who gets in, and what becomes of the secret", () => {
    const config = { ...saved, logoutUrl: "", usernameClaim: "", emailClaim: "", groupsClaim: "", envOverrides: {} };
    const draft = { ...draftOf(config, "http://pulse.test"), allowedGroups: "staff", allowedDomains: "x.org" };
    expect(admittedWords(draft)).toBe("Whoever is in one of these groups and has an address in one of these domains may sign in, and do everything.");
    expect(signOnOf(draft, config)).toMatchObject({ allowedDomains: ["x.org"], redirectUrl: "http://pulse.test/api/oidc/callback" });
    expect(secretOf(draft)).toEqual({});
    expect(secretOf({ ...draft, forgetSecret: true })).toEqual({ clearClientSecret: true });
    expect(secretOf({ ...draft, forgetSecret: true, clientSecret: "new" })).toEqual({ clientSecret: "new" });
  });
});

describe("the network", () => {
  const system = { listenHost: "0.0.0.0", listenPort: 3000, allowedOrigins: "", allowEmbedding: false, allowedEmbedOrigins: "", openReadOnly: true };

  it("asks before the page moves away, and says in words why it cannot", async () => {
    const { server } = await show(NetworkPage, {
      "GET /api/system/settings": () => system,
      "POST /api/system/settings/update": () => refuse(409, { error: "port 3001 on all addresses is in use by another program", details: { field: "listenPort" } }),
    });
    const port = await screen.findByLabelText("Port");
    await userEvent.clear(port);
    await userEvent.type(port, "99999");
    expect(port).toHaveAccessibleDescription(/from 1 to 65535/);
    await userEvent.clear(port);
    await userEvent.type(port, "3001");
    await userEvent.click(screen.getByRole("button", { name: "Listen there" }));
    await userEvent.click(within(await screen.findByRole("dialog", { name: "Move Pulse?" })).getByRole("button", { name: "Move Pulse" }));
    await expect.poll(() => port.getAttribute("aria-invalid")).toBe("true");
    expect(port).toHaveAccessibleDescription(/in use by another program/);
    expect(server.asked("POST /api/system/settings/update")[0]?.body).toEqual({ listenHost: "0.0.0.0", listenPort: 3001 });
  });

  it("shows what the environment fixes, and cannot be told otherwise", async () => {
    await show(NetworkPage, { "GET /api/system/settings": () => ({ ...system, envOverrides: { listenHost: true, listenPort: true, allowedOrigins: true } }) });
    expect(await screen.findByText("The address is set by BACKEND_HOST.")).toBeVisible();
    expect(screen.getByLabelText("Port")).toBeDisabled();
    expect(screen.getByLabelText("May call Pulse")).toBeDisabled();
    expect(screen.queryByRole("button", { name: "Listen there" })).toBeNull();
  });

  it("knows where the page is found afterwards", () => {
    const page = { protocol: "http:", hostname: "10.0.0.5", port: "7655" };
    expect(addressAfter(page, "0.0.0.0", 7655)).toBeUndefined();
    expect(addressAfter(page, "0.0.0.0", 8080)).toBe("http://10.0.0.5:8080/");
    expect(addressAfter(page, "127.0.0.1", 7655)).toBe("http://localhost:7655/");
    expect(addressAfter(page, "10.0.0.9", 7655)).toBe("http://10.0.0.9:7655/");
    expect(addressAfter({ ...page, hostname: "localhost" }, "127.0.0.1", 7655)).toBeUndefined();
    expect([reachOf("127.0.0.1"), reachOf("::"), reachOf("10.0.0.9")]).toEqual(["here", "everywhere", "one"]);
    expect(hostFor("one", " 10.0.0.9 ")).toBe("10.0.0.9");
  });
});

describe("the desktop window", () => {
  const without = { ...known, hasAuthentication: false, hasPassword: false, signedInBy: "window", authUsername: "" };

  it("makes the first account, and offers none where there is one", async () => {
    let status: object = without;
    const routes = { "GET /api/security/status": () => status, "POST /api/security/quick-setup": () => ((status = { ...known, signedInBy: "window" }), { success: true }) };
    const { server } = await show(AccountPage, routes, without);
    await userEvent.clear(await screen.findByLabelText("Name"));
    await userEvent.type(screen.getByLabelText("Name"), "ann");
    await userEvent.type(screen.getByLabelText("Password"), "a long password");
    await userEvent.click(screen.getByRole("button", { name: "Create the account" }));
    await expect.poll(() => screen.queryByRole("button", { name: "Create the account" })).toBeNull();
    expect(server.asked("POST /api/security/quick-setup")[0]?.body).toEqual({ username: "ann", password: "a long password" });
  });
});

describe("who may only look", () => {
  const reader = { ...known, signedInBy: "proxy", mayChange: false, hasProxyAuth: true, proxyAuthUsername: "bo" };

  it("sees the account and what the proxy said, and nothing to change", async () => {
    await show(AccountPage, {}, reader);
    expect(await screen.findByText("bo", { selector: "b" })).toBeVisible();
    expect(screen.getByText("look, and change nothing")).toBeVisible();
    expect(screen.queryByLabelText("New password")).toBeNull();
    expect(screen.queryByRole("link", { name: "API tokens" })).toBeNull();
  });

  it("is told so in the place of a page that is not for them, which asks the server nothing", async () => {
    const { session, server } = await show(TokensPage, {}, reader);
    expect(await screen.findByText(/An administrator can/)).toBeVisible();
    await expect(session.client.send("POST", "/api/security/tokens")).rejects.toMatchObject({ status: 403 });
    expect(server.asked("POST /api/security/tokens")).toHaveLength(0);
  });
});

describe("the audit", () => {
  it("tells who did what, and what was refused", async () => {
    const at = new Date().toISOString();
    await show(AuditPage, {
      "GET /api/security/audit": () => [
        { timestamp: at, event: "login", user: "", ip: "10.0.0.7", path: "/api/login", success: false, details: "Invalid credentials" },
        { timestamp: at, event: "token_create", user: "mara", ip: "10.0.0.7", path: "/x", success: true, details: "" },
      ],
    });
    const table = await screen.findByRole("table", { name: "Audit" });
    expect(within(table).getAllByRole("row")).toHaveLength(3);
    await userEvent.click(screen.getByRole("button", { name: /Refused 1/ }));
    const rows = within(screen.getByRole("table", { name: "Audit" })).getAllByRole("row");
    expect(rows).toHaveLength(2);
    expect(rows[1]).toHaveTextContent(/Sign-in, refused.*nobody.*Invalid credentials/);
  });
});

describe("sign-ins", () => {
  const here = { id: "a", method: "password", userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", ip: "10.0.0.7", createdAt: Date.now() - 60_000, expiresAt: Date.now() + 3_600_000, current: true };
  const phone = { ...here, id: "b", userAgent: "Mozilla/5.0 (iPhone) Version/18.0 Safari/604.1", ip: "10.0.0.8", current: false };
  const script = { ...here, id: "c", userAgent: "curl/8.14.1", ip: "10.0.0.9", current: false };

  it("are listed with where they come from; one of them can be ended, this page's cannot", async () => {
    let list = [here, phone];
    const { server } = await show(AccountPage, {
      "GET /api/security/sessions": () => list,
      "DELETE /api/security/sessions/b": () => ((list = [here]), { success: true, ended: 1 }),
    });
    const rows = within(await screen.findByRole("region", { name: "Signed in" }));
    expect(await rows.findByText(/Firefox on Linux/)).toBeVisible();
    expect(rows.queryByRole("button", { name: /Sign out Firefox/ })).toBeNull();
    await userEvent.click(rows.getByRole("button", { name: "Sign out Safari on iPhone, 10.0.0.8" }));
    await expect.poll(() => rows.queryByText("Safari on iPhone")).toBeNull();
    expect(server.asked("DELETE /api/security/sessions/b")).toHaveLength(1);
  });

  it("can all be ended but this page's", async () => {
    let list = [here, phone, script];
    await show(AccountPage, {
      "GET /api/security/sessions": () => list,
      "POST /api/security/sessions/end-others": () => ((list = [here]), { success: true, ended: 2 }),
    });
    await userEvent.click(await screen.findByRole("button", { name: "Sign out the other 2" }));
    await expect.poll(() => screen.queryByText("curl")).toBeNull();
    expect(screen.getByText("Firefox on Linux")).toBeVisible();
  });
});
