import { cleanup, screen, waitFor, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { showPage } from "../../test/page";
import { anAlert } from "../../test/rows";
import { makeServer } from "../../test/server";
import { ToastRegion } from "../../ui/Toast";
import AlertsPage from "./AlertsPage";
import { alertGroups, countWords, matchingAlerts } from "./groups";
import { alertsAsCsv, lengthOfAlert, ofSeverity } from "./history";

afterEach(cleanup);

const now = Date.now();
const wire = (id: string, fields: object = {}) => ({ id, type: "memory", level: "warning", resourceId: `lab-n1-${id}`, resourceName: id, node: "n1", instance: "lab", message: "", value: 90, threshold: 85, startTime: new Date(now - 60_000).toISOString(), acknowledged: false, ...fields });

describe("the groups of alerts", () => {
  it("are by urgency, then what was seen, then what is over", () => {
    const active = [anAlert({ id: "w" }), anAlert({ id: "c", level: "critical" }), anAlert({ id: "s", acknowledged: true })];
    const resolved = [anAlert({ id: "r", resolvedTime: now - 60_000 }), anAlert({ id: "old", resolvedTime: now - 7_200_000 })];
    expect(alertGroups(active, resolved, now).map(({ name, alerts }) => [name, alerts.map(({ id }) => id)])).toEqual([["Critical", ["c"]], ["Warning", ["w"]], ["Seen", ["s"]], ["Resolved in the last hour", ["r"]]]);
    expect(countWords(active, now)).toBe("1 critical, 1 warning");
    expect(countWords([], now)).toBe("Nothing new");
  });

  it("are narrowed by all words, wherever they stand", () => {
    const alerts = [anAlert({ id: "a", resourceName: "web" }), anAlert({ id: "b", resourceName: "db", level: "critical" })];
    expect(matchingAlerts(alerts, "MEMORY db").map(({ id }) => id)).toEqual(["b"]);
    expect(ofSeverity(alerts, "critical").map(({ id }) => id)).toEqual(["b"]);
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
    const [, line] = alertsAsCsv([anAlert({ startTime: 0 + 1000, message: 'over, "much"' })]).split("\r\n");
    expect(line).toBe('1970-01-01T00:00:01.000Z,,warning,web,n1,memory use,90 %,85 %,,"over, ""much"""');
  });
});

describe("the page of alerts", () => {
  function show(routes: Parameters<typeof makeServer>[0] = {}) {
    const server = makeServer({ "GET /api/alerts/history": () => [], "GET /api/alerts/config": () => ({}), ...routes });
    const view = showPage(() => (<><AlertsPage /><ToastRegion /></>), { activeAlerts: [wire("one"), wire("two")], seen: {}, connections: [] }, "/alerts");
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

  it("says that nothing alerts when nothing does", async () => {
    const { change } = show();
    await screen.findByRole("button", { name: "Acknowledge one, memory use" });
    change({ del: { activeAlerts: ["one", "two"] } });
    expect(await screen.findByText("Nothing alerts now.")).toBeVisible();
  });
});
