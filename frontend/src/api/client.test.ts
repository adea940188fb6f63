import { describe, expect, it, vi } from "vitest";
import { text } from "../lib/decode";
import { makeServer, refuse } from "../test/server";
import { makeClient } from "./client";

function client(token?: string) {
  const signedOut = vi.fn();
  return { signedOut, ...makeClient({ url: "http://pulse.test", token }, signedOut) };
}

describe("the client", () => {
  it("sends the CSRF cookie with what changes something, and only then", async () => {
    document.cookie = "pulse_csrf=abc123";
    const server = makeServer({ "GET /x": () => ({}), "POST /x": () => ({}) });
    await client().get("/x", () => true);
    await client().send("POST", "/x", { body: { a: 1 } });
    expect(server.requests.map(({ headers }) => headers.get("X-CSRF-Token"))).toEqual([null, "abc123"]);
    expect(server.requests[1]?.body).toEqual({ a: 1 });
  });

  it("shows its token as a bearer when it has one", async () => {
    const server = makeServer({ "GET /x": () => ({}) });
    await client("t0").get("/x", () => true);
    expect(server.requests[0]?.headers.get("Authorization")).toBe("Bearer t0");
  });

  it("repeats once with the renewed cookie after a refusal that names CSRF", async () => {
    document.cookie = "pulse_csrf=old";
    const server = makeServer({
      "POST /x": ({ headers }) => {
        if (headers.get("X-CSRF-Token") === "new") return { done: true };
        document.cookie = "pulse_csrf=new";
        return new Response("CSRF token validation failed\n", { status: 403 });
      },
    });
    expect(await client().send("POST", "/x")).toEqual({ done: true });
    expect(server.requests).toHaveLength(2);
  });

  it("does not repeat other refusals, and never more than once", async () => {
    const server = makeServer({
      "POST /forbidden": () => refuse(403, { error: "Admin privileges required" }),
      "POST /csrf": () => new Response("CSRF again", { status: 403 }),
    });
    await expect(client().send("POST", "/forbidden")).rejects.toMatchObject({ status: 403, message: "Admin privileges required" });
    await expect(client().send("POST", "/csrf")).rejects.toMatchObject({ status: 403 });
    expect([server.asked("POST /forbidden").length, server.asked("POST /csrf").length]).toEqual([1, 2]);
  });

  it("waits a short while when the server is busy, and gives a long one back to the person", async () => {
    vi.useFakeTimers();
    let tries = 0;
    makeServer({
      "GET /soon": () => ((tries += 1) === 1 ? refuse(429, {}, { "Retry-After": "2" }) : { ok: true }),
      "GET /later": () => new Response("Rate limit exceeded.", { status: 429, headers: { "Retry-After": "60" } }),
    });
    const soon = client().get("/soon", () => tries);
    await vi.advanceTimersByTimeAsync(2000);
    expect(await soon).toBe(2);
    await expect(client().get("/later", () => true)).rejects.toMatchObject({ status: 429, retryAfter: 60 });
  });

  it("tells that the session is over, but not when a login was refused", async () => {
    makeServer({ "GET /x": () => refuse(401, { error: "Authentication required" }) });
    const one = client();
    await expect(one.get("/x", () => true)).rejects.toMatchObject({ status: 401 });
    expect(one.signedOut).toHaveBeenCalledTimes(1);
    await expect(one.get("/x", () => true, { anonymous: true })).rejects.toMatchObject({ status: 401 });
    expect(one.signedOut).toHaveBeenCalledTimes(1);
  });

  it("says in words that nobody answers", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    await expect(client().get("/x", () => true)).rejects.toMatchObject({ status: 0, message: expect.stringContaining("does not answer") as string });
  });

  it("refuses an answer of another form", async () => {
    makeServer({ "GET /x": () => new Response("<html>"), "GET /y": () => ({ a: 1 }) });
    await expect(client().get("/x", text)).rejects.toThrow("/x is not what it should be");
    await expect(client().get("/y", text)).rejects.toThrow("/y is not what it should be");
  });
});
