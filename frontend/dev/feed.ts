import type { IncomingMessage, Server as HttpServer } from "node:http";
import type { Http2SecureServer } from "node:http2";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { DevState, Row } from "./estate";

/** Serves the compact feed: a full frame, then a few changes each second. */
export function serveFeed(server: HttpServer | Http2SecureServer, state: DevState): void {
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => (offered.has("pulse.delta.v1") ? "pulse.delta.v1" : false) });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url !== "/ws") return;
    sockets.handleUpgrade(request, socket, head, (client) => {
      let rev = 1;
      const full = () => client.send(JSON.stringify({ t: "full", rev, at: Date.now(), state }));
      full();
      client.on("message", (message) => {
        if (messageText(message).includes("resync")) full();
      });
      const timer = setInterval(() => {
        rev += 1;
        client.send(JSON.stringify({ t: "delta", rev, at: Date.now(), set: drift(state), top: { seen: seenNow(state) } }));
      }, 1000);
      client.on("close", () => clearInterval(timer));
    });
  });
}

function messageText(message: unknown): string {
  return Buffer.isBuffer(message) ? message.toString("utf8") : "";
}

/** Moves the CPU of a few guests, in the state and in the answer. */
function drift(state: DevState): Record<string, Record<string, Partial<Row>>> {
  const vms: Record<string, Partial<Row>> = {};
  for (const guest of state.vms) {
    if (guest.status !== "running" || guest.stale === true || Math.random() > 0.3 || typeof guest.cpu !== "number") continue;
    guest.cpu = Math.max(0.01, Math.min(0.99, guest.cpu + (Math.random() - 0.5) * 0.02));
    vms[guest.id] = { cpu: guest.cpu };
  }
  return { vms, activeAlerts: Object.fromEntries(state.activeAlerts.map((alert) => [alert.id, alert])) };
}

function seenNow(state: DevState): Record<string, number> {
  return Object.fromEntries(Object.keys(state.seen).map((name) => [name, Date.now() - 2000]));
}
