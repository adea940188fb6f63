import { cleanup, screen, waitFor, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { showPage } from "../../test/page";
import { anAlert } from "../../test/rows";
import { makeServer } from "../../test/server";
import { ToastRegion } from "../../ui/Toast";
import AlertsPage from "./AlertsPage";
import { alertGroups, countWords, matchingAlerts } from "./groups";
import { tomorrowMorning } from "./snooze";
import { alertsAsCsv, lengthOfAlert, ofSeverity } from "./history";

afterEach(cleanup);

const now = Date.now();
const wire = (id: string, fields: object = {}) => ({ id, type: "memory", level: "warning", resourceId: `lab-n1-${id}`, resourceName: id, node: "n1", instance: "lab", message: "", value: 90, threshold: 85, startTime: new Date(now - 60_000).toISOString(), acknowledged: false, ...fields });

describe("the groups of alerts", () => {
  it("are by urgency, then what was seen, then what is over", () => {
    const active = [anAlert({ id: "w" }), anAlert({ id: "c", level: "critical" }), anAlert({ id: "s", acknowledged: true })];
    const resolved = [anAlert({ id: "r", resolvedTime: now - 60_000 }), anAlert({ id: "old", resolvedTime: now - 7_200_000 })];
    expect(alertGroups(active, resolved, now).map(({ name, alerts }) => [name, alerts.map(({ id }) => id)])).toEqual([["Critical", ["c"]], ["Warning", ["w"]], ["Seen and snoozed", ["s"]], ["Resolved in the last hour", ["r"]]]);
    expect(countWords(active, now)).toBe("1 critical, 1 warning");
    expect(countWords([], now)).toBe("Nothing new");
  });

  it("are narrowed by all words, wherever they stand", () => {
    const alerts = [anAlert({ id: "a", resourceName: "web" }), anAlert({ id: "b", resourceName: "db", level: "critical" })];
    expect(matchingAlerts(alerts, "MEMORY db").map(({ id }) => id)).toEqual(["b"]);
    expect(ofSeverity(alerts, "critical").map(({ id }) => id)).toEqual(["b"]);
  });
});

describe("snoozing", () => {
  it("until tomorrow ends at eight in the morning of the next day", () => {
    expect(new Date(tomorrowMorning(new Date(2026, 10, 30, 23, 59).getTime()))).toEqual(new Date(2026, 11, 1, 8));
    expect(new Date(tomorrowMorning(new Date(2026, 10, 30, 0, 1).getTime()))).toEqual(new Date(2026, 11, 1, 8));
  });
});

describe("the history of alerts", () => {
  it("tells how long each lasted, as far as that is known", () => {
    expect(lengthOfAlert(anAlert({ startTime: 1000, resolvedTime: 5000 }), false, 9000)).toBe(4000);
    expect(lengthOfAlert(anAlert({ startTime: 1000 }), true, 9000)).toBe(8000);
    expect(lengthOfAlert(anAlert({ startTime: 1000, lastSeen: 3000 }), false, 9000)).toBe(2000);
    expect(lengthOfAlert(anAlert({ startTime: undefined }), true, 9000)).toBeUndefined();
  });

  it("is a table file with times in UTC and plain spaces", () => {
    const [, line] = alertsAsCsv([anAlert({ startTime: 0 + 1000, message: 'over, "much"' })], "celsius").split("\r\n");
    expect(line).toBe('1970-01-01T00:00:01.000Z,,warning,web,n1,memory use,90 %,85 %,,"over, ""much"""');
  });
});

describe("the page of alerts", () => {
  function show(routes: Parameters<typeof makeServer>[0] = {}) {
    const server = makeServer({ "GET /api/alerts/history": () => [], "GET /api/alerts/config": () => ({}), ...routes });
    const view = showPage(() => (<><AlertsPage /><ToastRegion /></>), { nodes: [{ id: "lab-n1", name: "n1", displayName: "n1", instance: "lab" }], activeAlerts: [wire("one"), wire("two")], seen: {}, connections: [] }, "/alerts");
    return { ...view, server };
  }

  it("acknowledges the alert of the cursor with a", async () => {
    const { server } = show({ "POST /api/alerts/one/acknowledge": () => ({ success: true }) });
    await screen.findByRole("button", { name: "Acknowledge one, memory use" });
    await userEvent.keyboard("ja");
    await waitFor(() => expect(server.asked("POST /api/alerts/one/acknowledge")).toHaveLength(1));
  });

  it("acknowledges several at once and tells which were refused", async () => {
    const { server } = show({ "POST /api/alerts/bulk/acknowledge": () => ({ results: [{ alertId: "one", success: true }, { alertId: "two", success: false, error: "alert not found: two" }] }) });
    await screen.findByRole("button", { name: "Acknowledge one, memory use" });
    await userEvent.keyboard("jxjx");
    await userEvent.click(within(screen.getByRole("toolbar", { name: "Selected alerts" })).getByRole("button", { name: "Acknowledge" }));
    expect(server.asked("POST /api/alerts/bulk/acknowledge")[0]?.body).toEqual({ alertIds: ["one", "two"] });
    expect(await screen.findByText("Not acknowledged: 2 alerts. 1 alert refused: alert not found: two")).toBeInTheDocument();
  });

  it("snoozes the alert of the cursor with s, for as long as is chosen, and ends that again", async () => {
    const { server, change } = show({ "POST /api/alerts/one/snooze": () => ({ success: true }), "POST /api/alerts/one/unsnooze": () => ({ success: true }) });
    await screen.findByRole("button", { name: "Acknowledge one, memory use" });
    await userEvent.keyboard("js");
    const bar = screen.getByRole("toolbar", { name: "Snooze one, memory use" });
    expect(within(bar).getByRole("button", { name: "1 h" })).toHaveFocus();
    await userEvent.click(within(bar).getByRole("button", { name: "until resolved" }));
    expect(server.asked("POST /api/alerts/one/snooze")[0]?.body).toEqual({ untilResolved: true });
    expect(await screen.findByText("Snoozed until resolved: one, memory use")).toBeVisible();
    change({ set: { activeAlerts: { one: { snoozedUntil: Date.parse("9999-12-31T00:00:00Z") } } } });
    expect(await screen.findByText("snoozed until resolved")).toBeVisible();
    await userEvent.keyboard("e");
    await userEvent.click(await screen.findByRole("button", { name: "End the snooze" }));
    expect(server.asked("POST /api/alerts/one/unsnooze")).toHaveLength(1);
  });

  it("explains the alert of the cursor with e, step by step", async () => {
    const steps = [{ step: "value", result: "info", text: "VM memory one is at 90 %." }, { step: "schedule", result: "stop", text: "Quiet hours hold it back." }];
    show({ "GET /api/alerts/explain": () => ({ resourceId: "lab-n1-one", type: "memory", outcome: "silenced", steps }) });
    await screen.findByRole("button", { name: "Acknowledge one, memory use" });
    await userEvent.keyboard("je");
    expect(await screen.findByRole("heading", { name: "Why you were not told" })).toBeVisible();
    const lines = within(screen.getByRole("complementary")).getAllByRole("listitem");
    expect(lines.map((line) => line.textContent)).toEqual([expect.stringContaining("VM memory one is at 90 %."), expect.stringContaining("Quiet hours hold it back.")]);
    expect(within(screen.getByRole("complementary")).getByRole("img", { name: "It ends here" })).toBeInTheDocument();
  });

  it("shows no explanation where the server has none", async () => {
    show();
    await screen.findByRole("button", { name: "Acknowledge one, memory use" });
    await userEvent.keyboard("je");
    expect(await screen.findByText("Fired 0 times here in 30 days.")).toBeVisible();
    expect(screen.queryByText(/^Why/, { selector: "h2" })).toBeNull();
    expect(screen.queryByRole("link", { name: "Try a value" })).toBeNull();
  });

  it("answers why nothing was told about anything", async () => {
    show({ "GET /api/alerts/explain": () => ({ resourceId: "lab-n1", type: "cpu", outcome: "quiet", steps: [{ step: "rule", result: "stop", text: "That is below 80 % (defaults)." }] }) });
    await userEvent.click(await screen.findByRole("button", { name: "Why was I not told?" }));
    await userEvent.type(await screen.findByLabelText("About"), "n1 on lab");
    expect(await screen.findByText(/That is below 80 %/)).toBeVisible();
    expect(screen.getByRole("heading", { name: "Why nothing alerts" })).toBeVisible();
  });

  it("says that nothing alerts when nothing does", async () => {
    const { change } = show();
    await screen.findByRole("button", { name: "Acknowledge one, memory use" });
    change({ del: { activeAlerts: ["one", "two"] } });
    expect(await screen.findByText("Nothing alerts now.")).toBeVisible();
  });
});
