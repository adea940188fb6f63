import { screen, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import type { Component } from "solid-js";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { showPage } from "../../test/page";
import { makeServer } from "../../test/server";
import AlertHistoryPage from "./AlertHistoryPage";
import AlertSchedulePage from "./AlertSchedulePage";
import AlertThresholdsPage from "./AlertThresholdsPage";
import AlertsPage from "./AlertsPage";
import CustomRulesPage from "./CustomRulesPage";
import TryRulePage from "./TryRulePage";

/** jsdom lays nothing out. */
class StillSize {
  observe() {
    return undefined;
  }
  unobserve() {
    return undefined;
  }
  disconnect() {
    return undefined;
  }
}

const config = {
  enabled: false,
  guestDefaults: { cpu: { trigger: 80, clear: 75 } },
  backupDefaults: { ageHoursWarning: 30 },
  timeThresholds: { guest: 300 },
  overrides: {},
  customRules: [{ id: "r1", name: "databases", filterConditions: { filters: [], logicalOperator: "AND" }, thresholds: {}, priority: 1, enabled: true }],
  schedule: { quietHours: { enabled: true, start: "22:00", end: "07:00", timezone: "UTC", days: { monday: true } }, cooldown: 5, escalation: { enabled: false, levels: [] } },
};
const alert = { id: "one", type: "memory", level: "warning", resourceId: "lab-n1-100", resourceName: "web", node: "n1", instance: "lab", message: "", value: 90, threshold: 85, startTime: new Date().toISOString(), acknowledged: false };
const state = { vms: [{ id: "lab-n1-100", vmid: 100, name: "web", node: "n1", instance: "lab", status: "running", type: "qemu" }], activeAlerts: [alert], connections: [], seen: {} };

/** The page of somebody who may look, but change nothing. Gives what it sends, once it knows that, besides questions. */
async function show(page: Component, path: string) {
  const server = makeServer({
    "GET /api/security/status": () => ({ hasAuthentication: true, requiresAuth: true, signedInBy: "proxy", mayChange: false }),
    "GET /api/alerts/config": () => config,
    "GET /api/alerts/history": () => [],
  });
  const { session } = showPage(page, state, path);
  await session.begin();
  const before = server.requests.length;
  return () => server.requests.slice(before).filter(({ route }) => !route.startsWith("GET "));
}

beforeEach(() => {
  vi.stubGlobal("ResizeObserver", StillSize);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(1000);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
});

describe("somebody who may only look", () => {
  it("sees alerts without what can be done about them, by mouse or key", async () => {
    const sent = await show(AlertsPage, "/alerts");
    expect(await screen.findByRole("link", { name: "web" })).toBeVisible();
    await userEvent.keyboard("jae");
    const panel = await screen.findByRole("complementary");
    expect(within(panel).queryByRole("button", { name: /Acknowledge|Snooze|Clear/ })).toBeNull();
    await userEvent.keyboard("sx");
    expect(screen.queryByRole("toolbar", { name: /Snooze/ })).toBeNull();
    expect(screen.queryByRole("button", { name: /Acknowledge|Snooze|^Clear$/ })).toBeNull();
    expect(sent()).toEqual([]);
  });

  it("reads the history and cannot clear it", async () => {
    await show(AlertHistoryPage, "/alerts/history");
    expect(await screen.findByRole("button", { name: "Save the list as CSV" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Clear the history" })).toBeNull();
  });

  it("reads thresholds in cells that take nothing", async () => {
    await show(AlertThresholdsPage, "/alerts/thresholds");
    const grid = await screen.findByRole("grid", { name: "Thresholds of guests" });
    const row = (await within(grid).findByText("web")).closest<HTMLElement>('[role="row"]');
    expect(row).toHaveTextContent("80/75");
    await userEvent.click(within(row ?? grid).getByText("80"));
    grid.focus();
    await userEvent.keyboard("{ArrowDown}{Enter}70{Delete}x ");
    expect(within(grid).queryByRole("textbox")).toBeNull();
    expect(within(grid).queryByRole("checkbox")).toBeNull();
    expect(screen.queryByRole("form", { name: "Selected rows" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Switch on" })).toBeNull();
    expect(screen.getByLabelText("Backup too old: warning after")).toBeDisabled();
    expect(screen.getByText("You may look at this, but change nothing. An administrator can.")).toBeVisible();
  });

  it("reads the schedule in fields that take nothing", async () => {
    await show(AlertSchedulePage, "/alerts/schedule");
    const begin = await screen.findByLabelText("Begin of the quiet hours");
    expect(begin).toHaveValue("22:00");
    expect(begin).toBeDisabled();
    expect(screen.getByRole("switch", { name: "Quiet hours" })).toBeDisabled();
    expect(screen.getByRole("switch", { name: "Escalate" })).toBeDisabled();
  });

  it("opens a rule and reads it", async () => {
    await show(CustomRulesPage, "/alerts/rules");
    await userEvent.click(await screen.findByRole("button", { name: "databases" }));
    expect(screen.getByLabelText("Name")).toBeDisabled();
    for (const name of ["Add a rule", "Switch off", "Remove"]) expect(screen.queryByRole("button", { name })).toBeNull();
  });

  it("is told that trying a rule is not for everybody", async () => {
    const sent = await show(TryRulePage, "/alerts/try");
    expect(await screen.findByText("Only an administrator can try a rule.")).toBeVisible();
    expect(screen.queryByRole("link", { name: "Try a rule" })).toBeNull();
    expect(sent()).toEqual([]);
  });
});
