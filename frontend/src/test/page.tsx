import { MemoryRouter, Route, createMemoryHistory } from "@solidjs/router";
import { render } from "@solidjs/testing-library";
import type { Component } from "solid-js";
import { LiveProvider, createLive } from "../live/live";
import { SessionProvider, createSession } from "../live/session";
import { fakeSockets } from "./socket";

/** Draws a page in a live estate. The caller has put a stand-in server in place before. */
export function showPage(page: Component, state: object, path = "/", route = "*") {
  const sockets = fakeSockets();
  const history = createMemoryHistory();
  history.set({ value: path });
  const session = createSession({ url: "http://pulse.test" });
  const Inside: Component = () => {
    const live = createLive({ client: session.client, onRefused: () => undefined });
    return <LiveProvider live={live}>{page({})}</LiveProvider>;
  };
  const view = render(() => (
    <SessionProvider session={session}>
      <MemoryRouter history={history}>
        <Route path={route} component={Inside} />
      </MemoryRouter>
    </SessionProvider>
  ));
  const [socket] = sockets;
  if (socket === undefined) throw new Error("the page opened no socket");
  let rev = 1;
  socket.say({ t: "full", rev, at: Date.now(), state });
  return {
    ...view,
    socket,
    session,
    /** Sends a change. */
    change: (parts: object) => {
      rev += 1;
      socket.say({ t: "delta", rev, at: Date.now(), ...parts });
    },
  };
}
