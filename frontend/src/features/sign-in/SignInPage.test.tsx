import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { SessionProvider, createSession } from "../../live/session";
import { makeServer, refuse } from "../../test/server";
import SignInPage from "./SignInPage";
import { refusalWords } from "./refusalWords";

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
