import { describe, expect, it } from "vitest";
import { makeServer, refuse } from "../test/server";
import { makeClient } from "./client";
import { fetchTargets, probeInput, removeTarget } from "./targets";

const client = makeClient({ url: "http://pulse.test" }, () => undefined);

describe("connections", () => {
  it("are read with the flags that stand for their secrets", async () => {
    makeServer({ "GET /api/config/nodes": () => [{ id: "pve-0", type: "pve", name: "lab", host: "https://n1:8006", hasToken: true, verifySSL: true, clusterEndpoints: [] }, 7] });
    expect(await fetchTargets(client)).toEqual([expect.objectContaining({ id: "pve-0", name: "lab", hasToken: true, hasPassword: false })]);
  });

  it("that refuse a test answer with why, and with the certificate that they showed", async () => {
    makeServer({ "POST /api/config/nodes/test-connection": () => refuse(400, { error: "Authentication credentials required", details: { fingerprint: "AA:BB", trusted: "false" } }) });
    expect(await probeInput(client, { type: "pve", host: "n1" })).toEqual({ ok: false, message: "Authentication credentials required", fingerprint: "AA:BB", trusted: false });
  });

  it("that pass a test say what they are", async () => {
    makeServer({ "POST /api/config/nodes/test-connection": () => ({ status: "success", message: "m", isCluster: true, nodeCount: 3, clusterName: "c", version: "9.0.6", missing: ["VM.Audit"] }) });
    expect(await probeInput(client, { type: "pve", host: "n1" })).toEqual({ ok: true, message: "m", nodeCount: 3, clusterName: "c", version: "9.0.6", missing: ["VM.Audit"] });
  });

  it("are addressed by their id whatever it contains", async () => {
    const server = makeServer({ "DELETE /api/config/nodes/pve%2F0": () => ({}) });
    await removeTarget(client, "pve/0");
    expect(server.requests).toHaveLength(1);
  });
});
