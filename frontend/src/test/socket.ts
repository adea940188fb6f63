import { vi } from "vitest";

/** A stand-in for the browser's WebSocket, driven by the test. */
export class FakeSocket extends EventTarget {
  readonly sent: unknown[] = [];
  closed = false;

  constructor(
    readonly url: string,
    readonly protocols: readonly string[],
  ) {
    super();
  }

  send(message: string): void {
    this.sent.push(JSON.parse(message));
  }

  close(): void {
    this.closed = true;
  }

  /** The server says something. */
  say(frame: object): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(frame) }));
  }

  /** The line breaks. */
  drop(): void {
    this.dispatchEvent(new Event("close"));
  }
}

/** Puts the stand-in in the place of WebSocket; the list holds every one that was opened. */
export function fakeSockets(): FakeSocket[] {
  const opened: FakeSocket[] = [];
  vi.stubGlobal(
    "WebSocket",
    class extends FakeSocket {
      constructor(url: string, protocols: readonly string[]) {
        super(url, protocols);
        opened.push(this);
      }
    },
  );
  return opened;
}
