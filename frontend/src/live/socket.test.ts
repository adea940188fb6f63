import { beforeEach, describe, expect, it, vi } from "vitest";
import { fakeSockets } from "../test/socket";
import { openSocket } from "./socket";

const full = { t: "full", rev: 1, at: 0, state: {} };

function open(options: { token?: string; take?: () => boolean } = {}) {
  const sockets = fakeSockets();
  const states: string[] = [];
  const refused = vi.fn();
  const frames: string[] = [];
  const socket = openSocket({
    url: () => "ws://pulse.test/ws",
    token: options.token,
    onFrame(frame) {
      frames.push(`${frame.kind} ${frame.rev}`);
      return options.take?.() ?? true;
    },
    onEvent: (event) => frames.push(event.type),
    onState: (state) => states.push(state),
    onRefused: refused,
  });
  return { sockets, states, refused, frames, socket, at: (index: number) => sockets[index] ?? expect.fail(`socket ${index} was not opened`) };
}

describe("the live socket", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, "random").mockReturnValue(1);
  });

  it("offers the compact feed, with the token of the window", () => {
    expect(open().at(0).protocols).toEqual(["pulse.delta.v1"]);
    expect(open({ token: "t0" }).at(0).protocols).toEqual(["pulse.delta.v1", "token.t0"]);
  });

  it("is live after the first full frame and answers pings", () => {
    const { at, states, frames } = open();
    at(0).say(full);
    at(0).say({ t: "delta", rev: 2, at: 1 });
    at(0).say({ t: "event", event: { type: "node_deleted" } });
    at(0).say({ t: "ping", at: 1 });
    expect(states).toEqual(["connecting", "live"]);
    expect(frames).toEqual(["full 1", "delta 2", "node_deleted"]);
    expect(at(0).sent).toEqual([{ t: "pong" }]);
  });

  it("asks once for the whole state after a gap and waits for it", () => {
    const { at, frames } = open({ take: () => false });
    at(0).say(full);
    at(0).say({ t: "delta", rev: 5, at: 1 });
    at(0).say({ t: "delta", rev: 6, at: 1 });
    expect(at(0).sent).toEqual([{ t: "resync" }]);
    at(0).say({ ...full, rev: 7 });
    at(0).say({ t: "delta", rev: 8, at: 1 });
    expect(frames).toEqual(["full 1", "delta 5", "full 7", "delta 8"]);
  });

  it("reconnects after 1, 2, 4 seconds and at last every 30", () => {
    const { sockets, at } = open();
    for (const [attempt, delay] of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000].entries()) {
      at(attempt).drop();
      vi.advanceTimersByTime(delay - 1);
      expect(sockets).toHaveLength(attempt + 1);
      vi.advanceTimersByTime(1);
      expect(sockets).toHaveLength(attempt + 2);
    }
  });

  it("scatters its attempts over half of the pause", () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const { sockets, at } = open();
    at(0).drop();
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(2);
  });

  it("begins again with a short pause once it has been live", () => {
    const { sockets, at } = open();
    at(0).drop();
    vi.advanceTimersByTime(1000);
    at(1).say(full);
    at(1).drop();
    vi.advanceTimersByTime(1000);
    expect(sockets).toHaveLength(3);
  });

  it("gives a silent line up and opens another", () => {
    const { sockets, at, states } = open();
    at(0).say(full);
    vi.advanceTimersByTime(69_999);
    expect(states.at(-1)).toBe("live");
    vi.advanceTimersByTime(1);
    expect(states.at(-1)).toBe("lost");
    expect(at(0).closed).toBe(true);
    vi.advanceTimersByTime(1000);
    expect(sockets).toHaveLength(2);
  });

  it("tells that it was refused only when the server said nothing", () => {
    const { at, refused } = open();
    at(0).drop();
    expect(refused).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1000);
    at(1).say(full);
    at(1).drop();
    expect(refused).toHaveBeenCalledTimes(1);
  });

  it("stays closed when it was closed", () => {
    const { sockets, socket, at, states } = open();
    at(0).say(full);
    socket.close();
    at(0).drop();
    vi.advanceTimersByTime(120_000);
    expect(sockets).toHaveLength(1);
    expect(states).toEqual(["connecting", "live"]);
  });
});
