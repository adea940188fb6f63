import { describe, expect, it } from "vitest";
import { makeServer, refuse } from "../test/server";
import { makeClient } from "./client";
import { fetchWebhooks, newWebhook, saveWebhook, testWebhook } from "./webhooks";

const client = makeClient({ url: "http://pulse.test" }, () => undefined);

describe("webhooks", () => {
  it("go back with everything that they came with, masks too", async () => {
    const stored = { id: "w1", name: "ntfy", url: "https://n.test", method: "POST", enabled: true, service: "ntfy", template: "{{.Message}}", headers: { Authorization: "***REDACTED***" }, customFields: { a: "b" }, notifyOnResolve: false };
    const server = makeServer({ "GET /api/notifications/webhooks": () => [stored], "PUT /api/notifications/webhooks/w1": ({ body }) => body ?? {} });
    const [hook] = await fetchWebhooks(client);
    await saveWebhook(client, hook ?? newWebhook());
    expect(server.requests[1]?.body).toEqual(stored);
  });

  it("are added when they have no id yet", async () => {
    const server = makeServer({ "POST /api/notifications/webhooks": () => ({ id: "w2" }) });
    await saveWebhook(client, { ...newWebhook(), name: "n", url: "https://n.test" });
    expect(server.asked("POST /api/notifications/webhooks")).toHaveLength(1);
  });

  it("say what the receiver answered, refusal and silence too", async () => {
    makeServer({ "POST /api/notifications/webhooks/test": () => ({ status: 204, response: "", success: true }) });
    expect(await testWebhook(client, newWebhook())).toEqual({ success: true, status: 204, response: "" });
    makeServer({ "POST /api/notifications/webhooks/test": () => refuse(400, { status: 500, response: "boom", success: false, error: "HTTP 500" }) });
    expect(await testWebhook(client, newWebhook())).toEqual({ success: false, status: 500, response: "boom" });
    makeServer({ "POST /api/notifications/webhooks/test": () => refuse(400, { status: 0, response: "", success: false, error: "connection refused" }) });
    expect(await testWebhook(client, newWebhook())).toEqual({ success: false, status: undefined, response: "connection refused" });
  });
});
