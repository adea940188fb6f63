import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { SessionProvider, createSession } from "../../live/session";
import { makeServer, refuse } from "../../test/server";
import FirstRunPage from "./FirstRunPage";
import { ServerStep } from "./ServerStep";

const open = { hasAuthentication: false, requiresAuth: false };

async function show(status: object = open) {
  const session = createSession({ url: "http://pulse.test" });
  if (Object.keys(status).length > 0) await session.begin();
  render(() => (
    <SessionProvider session={session}>
      <FirstRunPage />
    </SessionProvider>
  ));
  return session;
}

const basics = (status: object) => ({ "GET /api/security/status": () => status, "GET /api/version": () => ({ version: "1.0.0" }) });

describe("the first run", () => {
  it("creates the account, signs in, and can be finished with nothing else", async () => {
    let account = false;
    const server = makeServer({
      "GET /api/security/status": () => ({ hasAuthentication: account, requiresAuth: account }),
      "GET /api/version": () => ({ version: "1.0.0" }),
      "GET /api/config/nodes": () => [],
      "POST /api/security/quick-setup": () => ((account = true), { success: true }),
      "POST /api/login": () => ({ success: true }),
    });
    const session = await show();
    expect(session.phase()).toBe("setup");
    expect(screen.queryByLabelText("Setup code")).toBeNull();
    await userEvent.type(screen.getByLabelText("Password"), "long enough");
    await userEvent.click(screen.getByRole("button", { name: "Create the account" }));
    await screen.findByRole("heading", { name: "Which server should Pulse watch?" });
    expect(screen.getByRole("heading", { name: "Which server should Pulse watch?" })).toHaveFocus();
    expect(server.asked("POST /api/login")).toHaveLength(1);
    await userEvent.click(screen.getByRole("button", { name: "Skip for now" }));
    expect(await screen.findByRole("heading", { name: "How should Pulse tell you?" })).toHaveFocus();
    expect(screen.getByText("Step 3 of 3")).toHaveAttribute("aria-live", "polite");
    await userEvent.click(screen.getByRole("button", { name: "Skip for now" }));
    await expect.poll(() => session.phase()).toBe("in");
  });

  it("does not take a short password", async () => {
    makeServer(basics(open));
    await show();
    await userEvent.type(screen.getByLabelText("Password"), "short");
    await userEvent.tab();
    expect(screen.getByLabelText("Password")).toHaveAccessibleDescription(/Take at least 8 characters/);
    expect(screen.getByRole("button", { name: "Create the account" })).toBeDisabled();
  });

  it("asks for the code when the server says that this caller needs it", async () => {
    const server = makeServer({
      ...basics({ ...open, bootstrapRequired: true }),
      "POST /api/security/quick-setup": ({ headers }) => (headers.get("X-Bootstrap-Code") === "AAAA-BBBB-CCCC" ? { success: true } : refuse(401, { error: "Enter the setup code", code: "setup_code_required" })),
      "POST /api/login": () => ({ success: true }),
    });
    await show();
    await userEvent.type(screen.getByLabelText("Setup code"), "AAAA-BBBB-CCCC");
    await userEvent.type(screen.getByLabelText("Password"), "long enough");
    await userEvent.click(screen.getByRole("button", { name: "Create the account" }));
    await screen.findByRole("heading", { name: "Which server should Pulse watch?" });
    expect(server.asked("POST /api/security/quick-setup")).toHaveLength(1);
  });

  it("asks for the code after a refusal that nobody foresaw", async () => {
    makeServer({ ...basics(open), "POST /api/security/quick-setup": () => refuse(401, { error: "Enter the setup code" }) });
    await show();
    await userEvent.type(screen.getByLabelText("Password"), "long enough");
    await userEvent.click(screen.getByRole("button", { name: "Create the account" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Enter the setup code");
    expect(screen.getByLabelText("Setup code")).toHaveFocus();
  });
});

describe("the servers of the first run", () => {
  it("are those that were found, added one after the other; none is required", async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<object>((resolve) => (answer = () => resolve({ reachable: true, encrypted: true, fingerprint: "AA:BB", trusted: false })));
    const found = (ip: string, type: string) => ({ ip, port: 8006, type, version: "Unknown", hostname: `host-${ip}`, evidence: [] });
    const server = makeServer({
      ...basics({ hasAuthentication: true, requiresAuth: true }),
      "GET /api/discover": () => ({ servers: [found("10.0.0.1", "pve"), found("10.0.0.2", "pbs"), found("10.0.0.3", "pmg")], scanning: false, cached: true }),
      "POST /api/config/nodes/look": () => answered,
    });
    const session = createSession({ url: "http://pulse.test" });
    let done = false;
    render(() => (
      <SessionProvider session={session}>
        <ServerStep onDone={() => (done = true)} />
      </SessionProvider>
    ));
    expect(await screen.findByRole("heading", { name: "There are three servers on this network. Which should Pulse watch?" })).toBeVisible();
    await userEvent.click(screen.getByLabelText(/host-10.0.0.2/));
    await userEvent.click(screen.getByRole("button", { name: "Add 2 servers" }));
    expect(await screen.findByText(/Server 1 of 2/)).toBeVisible();
    await expect.poll(() => server.asked("POST /api/config/nodes/look")[0]?.body).toMatchObject({ type: "pve", host: "10.0.0.1:8006" });
    await userEvent.click(screen.getByRole("button", { name: "Skip this one" }));
    expect(screen.getByRole("heading", { name: "host-10.0.0.3" })).toHaveFocus();
    answer();
    await expect.poll(() => screen.getByRole("heading", { name: "Certificate" })).toHaveFocus();
    expect(done).toBe(false);
    await userEvent.click(screen.getByRole("button", { name: "Skip this one" }));
    expect(done).toBe(true);
  });
});
