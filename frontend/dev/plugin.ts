import type { Plugin } from "vite";
import { type Scene, makeState } from "./estate";
import { serveFeed } from "./feed";
import { makeRest } from "./rest";

const scenes: readonly Scene[] = ["busy", "calm", "empty", "first-run", "sign-in"];

/** Answers /api and /ws out of a made-up estate, so that pages can be built without a server. PULSE_SCENE chooses it. */
export function devEstate(): Plugin {
  const scene = scenes.find((name) => name === process.env.PULSE_SCENE) ?? "busy";
  return {
    name: "pulse-dev-estate",
    apply: "serve",
    configureServer(server) {
      const state = makeState(scene);
      server.middlewares.use(makeRest(state, scene));
      if (server.httpServer !== null) serveFeed(server.httpServer, state);
    },
    configurePreviewServer(server) {
      const state = makeState(scene);
      server.middlewares.use(makeRest(state, scene));
      serveFeed(server.httpServer, state);
    },
  };
}
