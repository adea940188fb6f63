import { describe, expect, it } from "vitest";
import { makeServer, refuse } from "../test/server";
import { makeClient } from "./client";
import { createAccount, maySee, signIn } from "./session";

const client = makeClient({ url: "http://pulse.test" }, () => undefined);

describe("signing in", () => {
  it.each([
    [401, { error: "invalid_credentials", message: "m", attempts: 2, remaining: 3, maxAttempts: 5 }, { kind: "wrong", remaining: 3 }],
    [401, { error: "invalid_credentials", message: "m", locked: true, lockoutDuration: "15 minutes" }, { kind: "locked", minutes: 15 }],
    [403, { error: "account_locked", message: "m", remainingMinutes: 14 }, { kind: "locked", minutes: 14 }],
    [429, { error: "rate_limit", message: "Wait a minute." }, { kind: "other", message: "Wait a minute." }],
  ])("is refused with %d %o", async (status, body, refusal) => {
    makeServer({ "POST /api/login": () => refuse(status, body, { "Retry-After": "60" }) });
    expect(await signIn(client, "mara", "x")).toEqual(refusal);
  });

  it("succeeds without an answer to read", async () => {
    makeServer({ "POST /api/login": () => ({ success: true }) });
    expect(await signIn(client, "mara", "x")).toBeUndefined();
  });

  it("is not needed when the connections may be read, and fails loudly when nobody answers", async () => {
    makeServer({ "GET /api/config/nodes": () => [] });
    expect(await maySee(client)).toBe(true);
    makeServer({ "GET /api/config/nodes": () => refuse(401, { error: "Authentication required" }) });
    expect(await maySee(client)).toBe(false);
    makeServer({ "GET /api/config/nodes": () => new Response("", { status: 500 }) });
    await expect(maySee(client)).rejects.toMatchObject({ status: 500 });
  });
});

describe("the first account", () => {
  it("shows the setup code only when there is one", async () => {
    const server = makeServer({ "POST /api/security/quick-setup": () => ({ success: true }) });
    await createAccount(client, { username: "mara", password: "long enough" });
    await createAccount(client, { username: "mara", password: "long enough", setupCode: "AAAA-BBBB-CCCC" });
    expect(server.requests.map(({ headers }) => headers.get("X-Bootstrap-Code"))).toEqual([null, "AAAA-BBBB-CCCC"]);
    expect(server.requests[0]?.body).toEqual({ username: "mara", password: "long enough" });
  });
});
