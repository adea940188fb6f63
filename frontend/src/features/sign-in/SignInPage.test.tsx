import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { SessionProvider, createSession } from "../../live/session";
import { makeServer, refuse } from "../../test/server";
import SignInPage from "./SignInPage";
import { refusalWords } from "./refusalWords";
import { signOnWords } from "./signOnWords";

function show() {
  const session = createSession({ url: "http://pulse.test" });
  render(() => (
    <SessionProvider session={session}>
      <SignInPage />
    </SessionProvider>
  ));
  return session;
}

async function enter(name: string, password: string) {
  await userEvent.type(screen.getByLabelText("Name"), name);
  await userEvent.type(screen.getByLabelText("Password"), password);
  await userEvent.keyboard("{Enter}");
}

describe("signing in", () => {
  it("begins with the name and lets in who is known", async () => {
    const server = makeServer({
      "POST /api/login": () => ({ success: true }),
      "GET /api/security/status": () => ({ hasAuthentication: true, requiresAuth: true }),
      "GET /api/version": () => ({ version: "1.0.0" }),
      "GET /api/config/nodes": () => [],
    });
    const session = show();
    expect(screen.getByLabelText("Name")).toHaveFocus();
    await enter("mara", "secret");
    await expect.poll(() => session.phase()).toBe("in");
    expect(server.asked("POST /api/login")[0]?.body).toEqual({ username: "mara", password: "secret" });
  });

  it("says how many tries are left and selects the password", async () => {
    makeServer({ "POST /api/login": () => refuse(401, { error: "invalid_credentials", message: "m", remaining: 3 }) });
    show();
    await enter("mara", "wrong");
    const password = await screen.findByLabelText("Password");
    await expect.poll(() => password.getAttribute("aria-invalid")).toBe("true");
    expect(password).toHaveAccessibleDescription(/After 3 more tries there is a pause/);
    expect(password).toHaveFocus();
  });

  it("says how long a lock lasts", () => {
    expect(refusalWords({ kind: "locked", minutes: 14 })).toBe("Too many wrong tries. Try again in 14 min.");
    expect(refusalWords({ kind: "wrong", remaining: 1 })).toBe("Name or password is wrong. After 1 more try there is a pause.");
    expect(refusalWords({ kind: "wrong", remaining: undefined })).toBe("Name or password is wrong.");
  });
});

describe("the ways in", () => {
  const closed = { hasAuthentication: true, requiresAuth: true, mayChange: false };
  const basics = (status: object) => ({
    "GET /api/security/status": () => ({ ...closed, ...status }),
    "GET /api/version": () => ({ version: "1.0.0" }),
    "GET /api/config/nodes": () => refuse(401, { error: "Authentication required" }),
  });
  const showFor = async (status: object, routes: Parameters<typeof makeServer>[0] = {}) => {
    const server = makeServer({ ...basics(status), ...routes });
    const session = show();
    await session.begin();
    return { server, session };
  };

  it("lead to the provider, and say when it does not answer", async () => {
    const { server } = await showFor(
      { hasPassword: false, oidcEnabled: true, oidcIssuer: "https://login.test/pulse" },
      { "POST /api/oidc/login": () => refuse(500, { error: "The sign-in provider does not answer; the log says why", code: "oidc_init_failed" }) },
    );
    expect(screen.queryByLabelText("Password")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Sign in with login.test" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("does not answer");
    expect(server.asked("POST /api/oidc/login")[0]?.body).toEqual({ returnTo: "/" });
  });

  it("are explained where a proxy signs people in, and where there are only tokens", async () => {
    await showFor({ hasPassword: false, hasProxyAuth: true });
    expect(screen.getByText(/open Pulse at the address of the proxy/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Try again" })).toBeVisible();
  });

  it("are explained where there are only tokens", async () => {
    await showFor({ hasPassword: false, apiTokenConfigured: true });
    expect(screen.getByText(/PULSE_AUTH_USER and PULSE_AUTH_PASS/)).toBeVisible();
  });

  it("wait for the end of a lock, for that name only", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await showFor({}, { "POST /api/login": () => refuse(403, { error: "account_locked", message: "m", remainingMinutes: 2 }) });
    await enter("mara", "wrong");
    expect(await screen.findByText(/Try again in 2 min/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Sign in" })).toBeDisabled();
    vi.advanceTimersByTime(61_000);
    expect(await screen.findByText(/Try again in 1 min/)).toBeVisible();
    await userEvent.type(screen.getByLabelText("Name"), "x");
    expect(screen.getByRole("button", { name: "Sign in" })).toBeEnabled();
    await userEvent.type(screen.getByLabelText("Name"), "{Backspace}");
    vi.advanceTimersByTime(61_000);
    await expect.poll(() => screen.getByRole("button", { name: "Sign in" }).hasAttribute("disabled")).toBe(false);
  });

  it("have words for every way in which a provider can say no", () => {
    expect(signOnWords("group_restricted")).toContain("none of the groups");
    expect(signOnWords("invalid_nonce")).toContain("(invalid_nonce)");
  });
});
