import { describe, expect, it } from "vitest";
import { makeClient } from "../api/client";
import { makeServer, refuse } from "../test/server";
import { createRecorded } from "./recorded";

const answer = { data: {}, nodeData: {}, storageData: {} };

describe("the reader of recorded series", () => {
  it("reads a range once in a minute, and another range at once", async () => {
    const server = makeServer({ "GET /api/charts": () => answer });
    let now = 0;
    const recorded = createRecorded(makeClient({ url: "http://pulse.test" }, () => undefined), () => now);
    await Promise.all([recorded.of("1h"), recorded.of("1h"), recorded.of("4h")]);
    expect(server.requests).toHaveLength(2);
    now = 61_000;
    await recorded.of("1h");
    expect(server.requests).toHaveLength(3);
  });

  it("does not remember a failure", async () => {
    const answers: (() => object)[] = [() => refuse(500, { error: "busy" }), () => answer];
    makeServer({ "GET /api/charts": () => answers.shift()?.() ?? answer });
    const recorded = createRecorded(makeClient({ url: "http://pulse.test" }, () => undefined));
    await expect(recorded.of("1h")).rejects.toThrow("busy");
    await expect(recorded.of("1h")).resolves.toEqual({ guests: {}, nodes: {}, storage: {} });
  });
});
