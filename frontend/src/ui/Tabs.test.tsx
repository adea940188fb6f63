import { MemoryRouter, Route, createMemoryHistory } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import { createSignal } from "solid-js";
import { describe, expect, it, vi } from "vitest";
import { Tabs } from "./Tabs";

const wide = 100;
const names = ["Active", "History", "Thresholds", "Rules", "Schedule", "Channels"];

/** A strip of tabs of 100 px each on a page of 250 px, which jsdom would not lay out. */
function show(path: string) {
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(function (this: Element) {
    const strip = this.closest("nav");
    const at = [...(strip?.querySelectorAll("a") ?? [])].findIndex((link) => link === this);
    return at === -1 ? new DOMRect(0, 0, 250, 38) : new DOMRect(at * wide - (strip?.scrollLeft ?? 0), 0, wide, 38);
  });
  const history = createMemoryHistory();
  history.set({ value: path });
  const [tabs, setTabs] = createSignal(names.map((label) => ({ label, href: `/${label}`, count: 1 })));
  render(() => (
    <MemoryRouter history={history}>
      <Route path="*" component={() => <Tabs label="Alerts" tabs={tabs()} />} />
    </MemoryRouter>
  ));
  const strip = screen.getByRole("navigation", { name: "Alerts" });
  const seen = (label: string) => {
    const { left, right } = screen.getByRole("link", { name: new RegExp(label) }).getBoundingClientRect();
    return left >= 0 && right <= 250;
  };
  return { history, strip, seen, setTabs };
}

describe("tabs in a strip that is wider than the page", () => {
  it("have the one of this page in sight, also when the page changes", async () => {
    const { history, seen } = show("/Channels");
    await expect.poll(() => seen("Channels")).toBe(true);
    history.set({ value: "/History" });
    await expect.poll(() => seen("History")).toBe(true);
  });

  it("stay where they were scrolled to while only their counts change", async () => {
    const { strip, setTabs, seen } = show("/Active");
    await expect.poll(() => screen.getByRole("link", { name: /Active/ })).toHaveAttribute("aria-current", "page");
    strip.scrollLeft = 300;
    const last = screen.getByRole("link", { name: /Channels/ });
    last.focus();
    setTabs(names.map((label) => ({ label, href: `/${label}`, count: 2 })));
    await Promise.resolve();
    expect([last.isConnected, last.textContent, document.activeElement === last]).toEqual([true, "Channels 2", true]);
    expect([strip.scrollLeft, seen("Channels")]).toEqual([300, false]);
  });

  it("show the one of this page that comes later", async () => {
    const { setTabs, seen } = show("/Later");
    setTabs([...names, "Later"].map((label) => ({ label, href: `/${label}`, count: 1 })));
    await expect.poll(() => seen("Later")).toBe(true);
  });
});
