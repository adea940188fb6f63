import type { IncomingMessage, ServerResponse } from "node:http";
import { type DevState, type Row, type Scene, historyRows } from "./estate";

type Next = () => void;
type Answer = [status: number, body: unknown];

const webhooks: Row[] = [
  { id: "webhook-1", name: "ntfy", url: "https://ntfy.example.org/pulse", method: "POST", enabled: true, service: "ntfy", template: "", headers: {}, notifyOnResolve: true },
  { id: "webhook-2", name: "ops chat", url: "https://chat.example.org/hooks/1", method: "POST", enabled: true, service: "slack", template: "", headers: {}, notifyOnResolve: false },
];

const fingerprint = "7C:41:9E:0B:D2:58:A6:13:F0:8D:34:C7:1B:E9:60:AF:95:2E:C8:77:03:BD:5A:E4:8F:16:D9:42:B7:6C:11:22";

let alertConfig: Record<string, unknown> = {
  enabled: true,
  guestDefaults: { cpu: { trigger: 80 }, memory: { trigger: 85 }, disk: { trigger: 90 } },
  nodeDefaults: { cpu: { trigger: 80 }, memory: { trigger: 85 }, disk: { trigger: 90 }, temperature: { trigger: 80 } },
  storageDefault: { trigger: 85 },
  dockerDefaults: { cpu: { trigger: 80 }, memory: { trigger: 85 } },
  pmgDefaults: { queueTotalWarning: 500, queueTotalCritical: 1000, oldestMessageWarnMins: 30, oldestMessageCritMins: 60, deferredQueueWarn: 200, deferredQueueCritical: 500, holdQueueWarn: 100, holdQueueCritical: 300, quarantineSpamWarn: 2000, quarantineSpamCritical: 5000, quarantineVirusWarn: 2000, quarantineVirusCritical: 5000 },
  overrides: { "atlas-atlas2-208": { disk: { trigger: 80, clear: 75 } } },
  customRules: [],
  timeThresholds: { guest: 300, node: 300, storage: 300, pbs: 300 },
  flapping: { enabled: true, suppressionTime: 30 },
  suppressionWindow: 5,
  schedule: {
    quietHours: { enabled: true, start: "22:00", end: "07:00", timezone: "Europe/Amsterdam", days: { monday: true, tuesday: true, wednesday: true, thursday: true, friday: true, saturday: false, sunday: false }, suppress: { performance: true, storage: true, offline: false } },
    cooldown: 60, groupingWindow: 30, maxAlertsHour: 10,
    escalation: { enabled: false, levels: [{ after: 15, notify: "email" }, { after: 30, notify: "webhook" }] },
    grouping: { enabled: true, window: 30, byNode: true, byGuest: false },
  },
};

/** Answers the REST interface out of the made-up estate. */
export function makeRest(state: DevState, scene: Scene) {
  let account = scene !== "first-run";
  let signedIn = scene !== "sign-in" && scene !== "first-run";
  let tries = 5;

  const routes: Record<string, (body: Row) => Answer> = {
    "GET /api/security/status": () => [200, { hasAuthentication: account, requiresAuth: account, hasHTTPS: false, authUsername: signedIn ? "mara" : "" }],
    "GET /api/version": () => [200, { version: "1.0.0" }],
    "POST /api/security/quick-setup": (body) => {
      if (String(body.password).length < 8) return [400, { error: "password needs at least 8 characters" }];
      account = true;
      return [200, { success: true }];
    },
    "POST /api/login": (body) => {
      signedIn = body.password !== "wrong";
      tries -= 1;
      return signedIn ? [200, { success: true }] : [401, { error: "invalid_credentials", message: "wrong", attempts: 5 - tries, remaining: Math.max(0, tries), maxAttempts: 5 }];
    },
    "POST /api/logout": () => ((signedIn = false), [200, { success: true }]),
    "GET /api/config/nodes": () => (signedIn || !account ? [200, state.connections.map((row) => ({ ...row, hasToken: true, tokenName: "pulse@pve!pulse", verifySSL: false, status: "connected", isCluster: true, clusterName: row.name, fingerprint }))] : [401, { error: "Authentication required" }]),
    "POST /api/config/nodes": (body) => {
      state.connections.push({ ...body, id: `${String(body.type)}-${state.connections.length}`, ok: true, since: Date.now() });
      return [201, { status: "success", id: `${String(body.type)}-${state.connections.length - 1}` }];
    },
    "POST /api/config/nodes/test-connection": (body) => (body.password === undefined && body.tokenValue === undefined ? [400, { error: "Authentication credentials required", details: { fingerprint, trusted: "false" } }] : body.password === "wrong" ? [400, "Connection failed. Please check your credentials and network settings"] : [200, { status: "success", message: "Connected to Proxmox VE 9.0.6", version: "9.0.6", clusterName: "corvid", isCluster: true, nodeCount: 3, clusterNodeCount: 3, fingerprint, trusted: false, missing: ["VM.GuestAgent.Audit"] }]),
    "GET /api/alerts/config": () => [200, alertConfig],
    "PUT /api/alerts/config": (body) => {
      alertConfig = { ...alertConfig, ...body };
      return [200, { status: "success" }];
    },
    "GET /api/alerts/explain": () => [200, { resourceId: "", type: "", outcome: "firing", steps: [{ step: "value", result: "info", text: "It is at 97 %." }, { step: "rule", result: "pass", text: "The threshold is 85 %, and the alert ends at 80 % (defaults)." }, { step: "schedule", result: "pass", text: "Nothing holds notices back." }] }],
    "POST /api/alerts/backtest": (body) => (body.config === undefined ? [400, { error: "from is needed" }] : [200, madeUpTrial(Number(body.from), Number(body.to))]),
    "GET /api/alerts/history": () => [200, historyRows(state)],
    "GET /api/charts": () => [200, charts(state)],
    "GET /api/notifications/webhooks": () => [200, webhooks],
    "POST /api/notifications/webhooks/test": () => [200, { status: 200, response: "ok", success: true }],
    "GET /api/system/settings": () => [200, { allowLoopbackWebhooks: false }],
    "POST /api/system/settings/update": () => [200, { success: true }],
  };

  return (request: IncomingMessage, response: ServerResponse, next: Next): void => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    if (!path.startsWith("/api/")) {
      next();
      return;
    }
    void readJson(request).then((body) => {
      const [status, answer] = routes[`${request.method ?? "GET"} ${path}`]?.(body) ?? other(state, request.method ?? "GET", path);
      response.writeHead(status, { "Content-Type": typeof answer === "string" ? "text/plain" : "application/json" });
      response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
    });
  };
}

/** Firings of a few guests: those of now, and every third of them with the proposal. */
function madeUpTrial(from: number, to: number) {
  const ids = ["atlas-atlas2-204", "atlas-atlas2-102", "borea-borea1-501"];
  const firings = ids.flatMap((resourceId, at) => Array.from({ length: 12 - at * 3 }, (_, index) => ({ resourceId, type: "memory", start: from + ((index + 0.5) / 12) * (to - from), end: from + ((index + 0.5) / 12) * (to - from) + 3_600_000, level: "warning", planned: index % 4 === 0 })));
  const fewer = firings.filter((_, index) => index % 3 === 0);
  return { proposed: { count: fewer.length, byResource: {}, firings: fewer }, current: { count: firings.length, byResource: {}, firings }, exactFrom: from, tookMs: 600 };
}

function other(state: DevState, method: string, path: string): Answer {
  const match = /^\/api\/alerts\/([^/]+)\/(acknowledge|unacknowledge)$/.exec(path);
  const alert = state.activeAlerts.find((row) => row.id === decodeURIComponent(match?.[1] ?? ""));
  if (alert !== undefined) {
    alert.acknowledged = match?.[2] === "acknowledge";
    return [200, { success: true }];
  }
  return method === "GET" ? [404, { error: "not here" }] : [200, { status: "success", success: true, message: "The server answered.", latency: 12 }];
}

function charts(state: DevState) {
  const series = (value: number, ends = 0) => Array.from({ length: 60 - ends }, (_, i) => ({ timestamp: Date.now() - (60 - i) * 60_000 + 1000, value: Math.max(0.5, Math.min(99, value * (0.75 + i / 240) + Math.sin(i * 1.7 + value) * 3)) }));
  const known = (rows: Row[]) =>
    Object.fromEntries(
      rows.map((row) => {
        const ends = row.stale === true ? 28 : 0;
        const percent = (part: unknown) => (typeof part === "object" && part !== null && "usage" in part ? Number(part.usage) : 0);
        return [row.id, { cpu: series(Number(row.cpu) * 100, ends), memory: series(percent(row.memory), ends), disk: series(percent(row.disk), ends), netin: series(Number(row.networkIn ?? 0) / 1e5, ends).map((point) => ({ ...point, value: point.value * 1e5 })) }];
      }),
    );
  return {
    data: known([...state.vms, ...state.containers]),
    nodeData: known(state.nodes),
    storageData: Object.fromEntries(state.storage.map((row) => [row.id, { disk: series(Number(row.usage)) }])),
    timestamp: Date.now(),
  };
}

async function readJson(request: IncomingMessage): Promise<Row> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    return typeof body === "object" && body !== null ? { id: "", ...body } : { id: "" };
  } catch {
    return { id: "" };
  }
}
