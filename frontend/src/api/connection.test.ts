import { afterEach, describe, expect, it } from "vitest";
import { feedUrl, findConnection } from "./connection";

afterEach(() => delete window.go);

describe("the connection", () => {
  it("is the page's own origin in a browser", async () => {
    const connection = await findConnection();
    expect(connection).toEqual({ url: "" });
    expect(feedUrl(connection)).toBe("ws://localhost:3000/ws");
  });

  it("is what the window says in the window", async () => {
    window.go = { app: { Shell: { Connection: () => Promise.resolve({ url: "https://127.0.0.1:7655/", token: "t0" }) } } };
    const connection = await findConnection();
    expect(connection).toEqual({ url: "https://127.0.0.1:7655", token: "t0" });
    expect(feedUrl(connection)).toBe("wss://127.0.0.1:7655/ws");
  });

  it("names the Pulse elsewhere that the window leads to", async () => {
    window.go = { app: { Shell: { Connection: () => Promise.resolve({ url: "http://127.0.0.1:1", token: "t0", elsewhere: "nas.lan" }) } } };
    expect(await findConnection()).toEqual({ url: "http://127.0.0.1:1", token: "t0", elsewhere: "nas.lan" });
  });

  it("has no token when the window gives none", async () => {
    window.go = { app: { Shell: { Connection: () => Promise.resolve({ url: "http://127.0.0.1:1", token: "" }) } } };
    expect(await findConnection()).toEqual({ url: "http://127.0.0.1:1" });
  });
});
