import "@testing-library/jest-dom/vitest";
import { toaster } from "@kobalte/core/toast";
import { cleanup, configure } from "@solidjs/testing-library";
import { afterEach, vi } from "vitest";

// On a busy machine a page takes its time; only a test that fails waits this long.
configure({ asyncUtilTimeout: 15_000 });

// What jsdom lacks: media queries match nothing, sizes never change, and canvases draw nowhere.
window.matchMedia = (media) => {
  const query = { matches: false, media, onchange: null, addListener: () => undefined, removeListener: () => undefined };
  return Object.assign(new EventTarget(), query);
};
Element.prototype.hasPointerCapture = () => false;
window.ResizeObserver = class {
  readonly observe = () => undefined;
  readonly unobserve = () => undefined;
  readonly disconnect = () => undefined;
};
HTMLCanvasElement.prototype.getContext = () => null;

// Charts draw on a canvas a moment later; what they draw is seen in the browser tests.
vi.mock("uplot", () => ({
  default: class {
    readonly destroy = () => undefined;
    readonly setData = () => undefined;
    readonly setSize = () => undefined;
  },
}));

afterEach(() => {
  cleanup();
  toaster.clear();
  localStorage.clear();
  document.cookie = "pulse_csrf=; Max-Age=0";
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
