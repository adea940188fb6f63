import { type DeltaFrame, type EventFrame, type FullFrame, parseFrame, subProtocol } from "./protocol";

/** How the link to the server is. */
export type LinkState = "connecting" | "live" | "lost";

/** What the socket needs from outside. */
export interface SocketOptions {
  /** Address of the feed, asked for at every attempt. */
  readonly url: () => string;
  /** Credential for a page that has no cookie. */
  readonly token?: string;
  /** Takes a frame over; false asks for the whole state again. */
  readonly onFrame: (frame: FullFrame | DeltaFrame) => boolean;
  readonly onEvent: (event: EventFrame) => void;
  readonly onState: (state: LinkState) => void;
  /** Called when an attempt ended before the server said anything: perhaps the session is over. */
  readonly onRefused: () => void;
}

/** A connection that keeps itself alive until it is closed. */
export interface LiveSocket {
  /** Tries now instead of after the pause. */
  hurry(): void;
  close(): void;
}

const firstDelay = 1_000;
const longestDelay = 30_000;
/** The server speaks at least every 30 s; after this silence the line is dead. */
const silenceLimit = 70_000;

/** Opens the feed and reopens it, with growing and scattered pauses, until closed. */
export function openSocket(options: SocketOptions): LiveSocket {
  let socket: WebSocket | undefined;
  let delay = firstDelay;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let resyncing = false;
  let closed = false;

  const connect = () => {
    options.onState("connecting");
    resyncing = false;
    let heard = false;
    const own = new WebSocket(options.url(), protocolsOf(options.token));
    socket = own;
    own.addEventListener("message", (message) => {
      heard = true;
      listen(own);
      receive(own, message.data);
    });
    own.addEventListener("close", () => {
      if (socket !== own) return;
      if (!heard) options.onRefused();
      again();
    });
    listen(own);
  };

  const listen = (own: WebSocket) => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      if (socket !== own) return;
      again();
      own.close();
    }, silenceLimit);
  };

  const again = () => {
    socket = undefined;
    clearTimeout(silence);
    if (closed) return;
    options.onState("lost");
    retry = setTimeout(connect, delay / 2 + (delay / 2) * Math.random());
    delay = Math.min(delay * 2, longestDelay);
  };

  const receive = (own: WebSocket, data: unknown) => {
    const frame = parseFrame(data);
    switch (frame?.kind) {
      case "full":
        resyncing = false;
        delay = firstDelay;
        options.onFrame(frame);
        options.onState("live");
        break;
      case "delta":
        if (!resyncing && !options.onFrame(frame)) {
          resyncing = true;
          own.send(JSON.stringify({ t: "resync" }));
        }
        break;
      case "event":
        options.onEvent(frame);
        break;
      case "ping":
        own.send(JSON.stringify({ t: "pong" }));
        break;
      case "pong":
      case undefined:
        break;
    }
  };

  connect();
  return {
    hurry() {
      if (socket !== undefined || closed) return;
      clearTimeout(retry);
      delay = firstDelay;
      connect();
    },
    close() {
      closed = true;
      clearTimeout(retry);
      clearTimeout(silence);
      socket?.close(1000);
      socket = undefined;
    },
  };
}

function protocolsOf(token: string | undefined): string[] {
  return token === undefined ? [subProtocol] : [subProtocol, `token.${token}`];
}
