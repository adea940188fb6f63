import { describe, expect, it } from "vitest";
import { makeServer, refuse } from "../test/server";
import { createSession } from "./session";

const known = { hasAuthentication: true, requiresAuth: true, hasPassword: true, signedInBy: "session", mayChange: true, authUsername: "mara" };

/** A server whose session can end. */
function startServer(status: () => object = () => known) {
  const now = { good: true };
  makeServer({
    "GET /api/security/status": () => status(),
    "GET /api/version": () => ({ version: "1.0.0" }),
    "GET /api/config/nodes": () => (now.good ? [] : refuse(401, { error: "Authentication required" })),
    "POST /api/thing": () => (now.good ? { success: true } : refuse(401, { error: "Authentication required" })),
    "POST /api/logout": () => ({ success: true }),
  });
  return now;
}

describe("a session", () => {
  it("that ends keeps the page, and goes on with it after the sign-in", async () => {
    const server = startServer();
    const session = createSession({ url: "" });
    await session.begin();
    server.good = false;
    await expect(session.client.send("POST", "/api/thing")).rejects.toMatchObject({ status: 401 });
    expect(session.phase()).toBe("expired");
    await session.begin();
    expect(session.phase()).toBe("expired");
    server.good = true;
    await session.check(); // signed in meanwhile in another window
    expect(session.phase()).toBe("in");
  });

  it("that somebody else takes over begins a new page", async () => {
    let name = "mara";
    const server = startServer(() => ({ ...known, signedInBy: "oidc", oidcUsername: name }));
    const session = createSession({ url: "" });
    await session.begin();
    server.good = false;
    await session.check();
    server.good = true;
    name = "bo";
    await session.begin();
    expect(session.phase()).toBe("in");
    expect(session.name()).toBe("bo");
  });

  it("that nobody has needs no question that is refused", async () => {
    const server = makeServer({ "GET /api/security/status": () => ({ ...known, signedInBy: "", mayChange: false }), "GET /api/version": () => ({ version: "1.0.0" }) });
    const session = createSession({ url: "" });
    await session.begin();
    expect(session.phase()).toBe("sign-in");
    expect(server.asked("GET /api/config/nodes")).toEqual([]);
  });

  it("is over when it was left on purpose", async () => {
    startServer();
    const session = createSession({ url: "" });
    await session.begin();
    await session.leave();
    expect(session.phase()).toBe("sign-in");
  });

  it("of nobody does not end by a refusal, because it never began", async () => {
    const server = startServer(() => ({ ...known, hasPassword: false, signedInBy: "", mayChange: false, authUsername: "" }));
    const session = createSession({ url: "" });
    await session.begin();
    server.good = false;
    await session.client.get("/api/config/nodes", () => []).catch(() => undefined);
    expect(session.phase()).toBe("in");
    expect(session.mayChange()).toBe(false);
  });
});

describe("a Pulse elsewhere", () => {
  it("whose certificate changed is left at once, whatever the page shows", async () => {
    let forged = false;
    const answer = (fine: object) => () => (forged ? refuse(502, { error: "another certificate", code: "certificate_changed" }) : fine);
    makeServer({ "GET /api/security/status": answer(known), "GET /api/version": answer({ version: "1.0.0" }), "GET /api/config/nodes": answer([]) });
    const session = createSession({ url: "", elsewhere: "nas.lan" });
    await session.begin();
    forged = true;
    await session.check();
    expect(session.phase()).toBe("unreachable");
    expect(session.problem()).toBe("another certificate");
  });
});
