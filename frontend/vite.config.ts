import { defineConfig } from "vitest/config";
import solid from "vite-plugin-solid";
import { devEstate } from "./dev/plugin";

// PULSE_BACKEND points `npm run dev` at a running server; without it the made-up
// estate in dev/ answers.
const backend = process.env.PULSE_BACKEND;

export default defineConfig({
  plugins: [solid(), ...(backend === undefined ? [devEstate()] : [])],
  server: {
    host: "127.0.0.1",
    proxy: backend === undefined ? {} : { "/api": backend, "/ws": { target: backend, ws: true } },
  },
  // What the server sends with every page, so that the built dashboard is tried under it.
  preview: { host: "127.0.0.1", headers: { "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'" } },
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: true },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    testTimeout: 60_000, // longer than any wait in it, so that the wait says what was missing
    expect: { poll: { timeout: 15_000 } },
    isolate: false, // every test cleans up after itself (src/test/setup.ts)
  },
});
