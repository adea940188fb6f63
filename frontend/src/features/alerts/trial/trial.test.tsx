import { screen, waitFor, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { showPage } from "../../../test/page";
import { makeServer, refuse } from "../../../test/server";
import TryRulePage from "../TryRulePage";

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

const day = 24 * 60 * 60 * 1000;
const config = { guestDefaults: { memory: { trigger: 85, clear: 80 } }, timeThresholds: { guest: 300 }, overrides: {} };
const guest = (vmid: number, name: string) => ({ id: `lab-n1-${vmid}`, vmid, name, node: "n1", instance: "lab", status: "running", type: "qemu" });
const firing = (daysAgo: number, planned = false) => ({ resourceId: "lab-n1-100", type: "memory", start: Date.now() - daysAgo * day, end: Date.now() - daysAgo * day + 60_000, level: "warning", planned });

function show(answer: object) {
  vi.stubGlobal("ResizeObserver", StillSize);
  const server = makeServer({
    "GET /api/alerts/config": () => config,
    "PUT /api/alerts/config": () => ({ status: "success" }),
    "GET /api/alerts/history": () => [],
    "POST /api/alerts/backtest": ({ body }) => (typeof body === "object" && body !== null && "config" in body ? answer : refuse(400, { error: "from is needed" })),
  });
  showPage(TryRulePage, { vms: [guest(100, "web")], connections: [], seen: {} }, "/alerts/try");
  return server;
}

describe("trying a rule", () => {
  it("says what other values would have made of the past before they are saved", async () => {
    const other = { ...firing(3), type: "cpu" };
    const server = show({ proposed: { count: 2, byResource: {}, firings: [firing(5, true), other] }, current: { count: 3, byResource: {}, firings: [firing(5, true), firing(2), other] }, tookMs: 600 });
    const field = await screen.findByLabelText("Raise at, %");
    expect(field).toHaveValue("85");
    await userEvent.clear(field);
    await userEvent.type(field, "90");
    expect(field).toHaveAccessibleDescription("now 85");
    expect(await screen.findByRole("heading", { name: "1 alert instead of 2." })).toBeVisible();
    expect(screen.getByText(/1 alert would fall into the backup window/)).toBeVisible();
    expect(within(screen.getByRole("row", { name: /^New, 90\/80, 5 min/ })).getAllByRole("cell").map((cell) => cell.textContent)).toEqual(["1", "0", "1", "1", "1 min"]);
    expect(screen.getByRole("button", { name: /^web, .*no longer fires$/ })).toBeVisible();
    await waitFor(() => expect(server.asked("POST /api/alerts/backtest").at(-1)?.body).toMatchObject({ config: { guestDefaults: { memory: { trigger: 90, clear: 80 } } } }));
    expect(server.asked("PUT /api/alerts/config")).toHaveLength(0);
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(server.asked("PUT /api/alerts/config")[0]?.body).toEqual({ guestDefaults: { memory: { trigger: 90, clear: 80 } } }));
  });

  it("takes and shows a temperature in the unit chosen, and asks in °C", async () => {
    vi.stubGlobal("ResizeObserver", StillSize);
    const server = makeServer({
      "GET /api/alerts/config": () => ({ ...config, nodeDefaults: { temperature: { trigger: 80, clear: 75 } } }),
      "GET /api/system/settings": () => ({ temperatureUnit: "fahrenheit" }),
      "GET /api/alerts/history": () => [],
      "POST /api/alerts/backtest": () => ({ proposed: { count: 0, byResource: {}, firings: [] }, current: { count: 0, byResource: {}, firings: [] }, tookMs: 5 }),
    });
    showPage(TryRulePage, { connections: [], seen: {} }, "/alerts/try?metric=node.temperature");
    const field = await screen.findByLabelText("Raise at, °F");
    expect(field).toHaveValue("176");
    await userEvent.clear(field);
    await userEvent.type(field, "194");
    expect(field).toHaveAccessibleDescription("now 176");
    expect(await screen.findByRole("row", { name: /^New, 194\/167/ })).toBeVisible();
    await waitFor(() => expect(server.asked("POST /api/alerts/backtest").at(-1)?.body).toMatchObject({ config: { nodeDefaults: { temperature: { trigger: 90, clear: 75 } } } }));
  });

  it("says which alerts are left out, and from when on it is exact", async () => {
    const server = show({ proposed: { count: 6000, byResource: {}, firings: [firing(5)] }, current: { count: 1, byResource: {}, firings: [firing(5)] }, exactFrom: Date.now() - day, tookMs: 5 });
    expect(await screen.findByText(/5999 older ones are left out/)).toBeVisible();
    expect(screen.getByText(/only means of a minute or more are kept/)).toBeVisible();
    expect(server.asked("POST /api/alerts/backtest").at(-1)?.body).toHaveProperty("from");
  });

  it("says that a resource is unknown to the past instead of waiting for ever", async () => {
    vi.stubGlobal("ResizeObserver", StillSize);
    makeServer({
      "GET /api/alerts/config": () => config,
      "GET /api/alerts/history": () => [],
      "POST /api/alerts/backtest": ({ body }) => refuse("resourceIds" in (body as object) ? 404 : 409, { error: "there is no resource lab-n1-100 of which the past is recorded" }),
    });
    showPage(TryRulePage, { vms: [guest(100, "web")], connections: [], seen: {} }, "/alerts/try?resource=lab-n1-100");
    expect(await screen.findByText(/The past could not be asked. there is no resource lab-n1-100/i)).toBeVisible();
  });

  it("is not offered by a server that cannot", async () => {
    makeServer({ "GET /api/alerts/config": () => config });
    showPage(TryRulePage, { connections: [], seen: {} }, "/alerts/try");
    expect(await screen.findByText("This server cannot hold rules against the past.")).toBeVisible();
    expect(screen.queryByRole("link", { name: "Try a rule" })).toBeNull();
  });
});
