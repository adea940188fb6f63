import { screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { makeServer } from "../../test/server";
import { showPage } from "../../test/page";
import { Page } from "../../ui/Page";
import { Frame } from "./Frame";

const connection = { id: "pve-0", name: "lab", type: "pve", host: "https://n1:8006", ok: true };
const state = {
  nodes: [{ id: "lab-n1", name: "n1", displayName: "n1", instance: "lab", status: "online", connectionHealth: "healthy", upSince: 1 }],
  vms: [{ id: "lab-n1-100", vmid: 100, name: "web", node: "n1", instance: "lab", status: "running", type: "qemu" }],
  activeAlerts: [],
  connections: [connection],
  seen: { lab: Date.now() },
};
const alert = { id: "a1", type: "memory", level: "critical", resourceId: "lab-n1-100", resourceName: "web", node: "n1", instance: "lab", message: "", value: 97, threshold: 85, startTime: new Date().toISOString(), acknowledged: false };

function show(given: object = state) {
  makeServer({ "GET /api/notifications/webhooks": () => [{ id: "w", name: "ntfy", url: "https://n.test", enabled: true }, { id: "x", name: "off", url: "https://n.test", enabled: false }] });
  return showPage(() => <Frame><Page title="Here"><p>content</p></Page></Frame>, given);
}

afterEach(() => delete window.go);

describe("the frame", () => {
  it("has entries only for kinds that are watched", () => {
    show({ ...state, nodes: [], vms: [], connections: [] });
    const main = screen.getAllByRole("navigation", { name: "Main" })[0];
    expect([...(main?.querySelectorAll("li") ?? [])].map((entry) => entry.textContent.replace(/\s+/g, " ").trim())).toEqual(["Overview", "Alerts 0", "Settings"]);
  });

  it("has entries for the kinds of which there is a connection or a row", () => {
    show({ ...state, dockerHosts: [{ id: "h", hostname: "h", status: "online", containers: [] }], connections: [connection, { ...connection, id: "pbs-0", type: "pbs" }], pmg: [{ id: "pmg-mx", name: "mx", status: "online" }] });
    const main = screen.getAllByRole("navigation", { name: "Main" })[0];
    expect([...(main?.querySelectorAll("li a") ?? [])].map((link) => link.getAttribute("href"))).toEqual(["/", "/alerts", "/nodes", "/guests", "/docker", "/storage", "/backups", "/backup-servers", "/mail", "/settings"]);
  });

  it("shows totals when all is well, and the worst of each kind when it is not", async () => {
    const { change } = show();
    const link = () => screen.getAllByRole("link", { name: /Guests/ })[0];
    expect(link()).toHaveAccessibleName("Guests 1");
    change({ set: { activeAlerts: { a1: alert } } });
    await waitFor(() => expect(link()).toHaveAccessibleName("Guests Critical: 1"));
  });

  it("speaks new critical alerts, but not those that were there at the start", async () => {
    const { change } = show({ ...state, activeAlerts: [alert] });
    expect(screen.queryByText(/Critical: web/)).toBeNull();
    change({ set: { activeAlerts: { a2: { ...alert, id: "a2", resourceName: "db" } } } });
    expect(await screen.findByText("Critical: db, memory use")).toHaveAttribute("aria-live", "polite");
  });

  it("says who is told, and which connection does not answer", async () => {
    const { change } = show();
    expect(await screen.findByText("Telling: ntfy")).toBeVisible();
    expect(screen.getByText("1 of 1 connection")).toBeVisible();
    change({ top: { connections: [{ ...connection, ok: false, error: "timed out" }] } });
    expect(await screen.findByText(/lab does not answer/)).toBeVisible();
  });

  it("counts the computer of the window among those who are told, and reads anew when the window is looked at", async () => {
    const kept = { startAtLogin: false, critical: true, warning: false, resolved: false, keepWatching: true, pausedUntil: 0 };
    const answer = () => Promise.resolve({ ...kept });
    window.go = { app: { Shell: { Computer: answer, SetComputer: () => Promise.resolve(), TestNotice: answer, Opening: answer } } };
    makeServer({ "GET /api/notifications/webhooks": () => [] });
    showPage(() => <Frame><p>content</p></Frame>, state);
    expect(await screen.findByText("Telling: this computer")).toBeVisible();
    kept.pausedUntil = Math.floor(Date.now() / 60_000) * 60_000 + 3_600_000;
    window.dispatchEvent(new Event("focus"));
    expect(await screen.findByText(/^Telling: this computer \(paused until \d\d:\d\d\)$/)).toBeVisible();
    kept.critical = false;
    window.dispatchEvent(new Event("focus"));
    expect(await screen.findByText("Nobody is told about alerts")).toBeVisible();
  });

  it("says when notices are held back, and whether that is now", async () => {
    const days = Object.fromEntries(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].map((day) => [day, true]));
    makeServer({ "GET /api/alerts/config": () => ({ schedule: { quietHours: { enabled: true, start: "00:00", end: "23:59", timezone: "UTC", days } } }) });
    vi.setSystemTime(new Date("2026-11-23T12:00:00Z"));
    showPage(() => <Frame><p>content</p></Frame>, state);
    expect(await screen.findByRole("link", { name: "Quiet hours 00:00–23:59, now" })).toHaveAttribute("href", "/alerts/schedule");
    vi.useRealTimers();
  });

  it("keeps the page and says that it is old when the line breaks", async () => {
    const { socket } = show();
    socket.drop();
    expect(await screen.findByText(/Pulse has not answered since/)).toBeVisible();
    expect(screen.getByText("content")).toBeVisible();
  });

  it("goes to pages by two keys, but not while somebody writes", async () => {
    show();
    await userEvent.keyboard("gn");
    await waitFor(() => expect(screen.getAllByRole("link", { name: /Nodes/ })[0]).toHaveAttribute("aria-current", "page"));
    await userEvent.keyboard("{Control>}k{/Control}");
    await userEvent.type(await screen.findByRole("combobox", { name: "Find anything" }), "go");
    expect(screen.getByRole("combobox")).toHaveValue("go");
    expect(screen.getAllByRole("link", { name: /Nodes/, hidden: true })[0]).toHaveAttribute("aria-current", "page");
  });

  it("finds a guest and opens its page with the keyboard alone", async () => {
    show();
    await userEvent.keyboard("{Control>}k{/Control}");
    await userEvent.type(await screen.findByRole("combobox"), "web");
    expect(screen.getByRole("option", { selected: true })).toHaveTextContent("web");
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(screen.getAllByRole("link", { name: /Guests/ })[0]).toHaveClass("active"));
    expect(screen.queryByRole("combobox")).toBeNull();
  });
});
