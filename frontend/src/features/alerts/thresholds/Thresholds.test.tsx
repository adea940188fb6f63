import { screen, waitFor, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { showPage } from "../../../test/page";
import { anAlert } from "../../../test/rows";
import { makeServer, refuse } from "../../../test/server";
import { ToastRegion } from "../../../ui/Toast";
import AlertThresholdsPage from "../AlertThresholdsPage";
import { firedOf } from "./list";

const config = {
  enabled: true,
  guestDefaults: { cpu: { trigger: 80, clear: 75 }, memory: { trigger: 85, clear: 80 }, disk: { trigger: 90, clear: 85 }, poweredOffSeverity: "warning" },
  nodeDefaults: { cpu: { trigger: 80, clear: 75 } },
  storageDefault: { trigger: 85, clear: 80 },
  pmgDefaults: { queueTotalWarning: 500, queueTotalCritical: 1000 },
  overrides: { "lab-n1-101": { memory: { trigger: 92, clear: 88 } } },
  timeThresholds: { guest: 300 },
  customRules: [],
  schedule: { cooldown: 5 },
};

const guestRow = (vmid: number, name: string, more: object = {}) => ({ id: `lab-n1-${vmid}`, vmid, name, node: "n1", instance: "lab", status: "running", type: "qemu", ...more });
const state = {
  vms: [guestRow(100, "web", { tags: "prod" }), guestRow(101, "db"), guestRow(102, "mail")],
  pmg: [{ id: "pmg-mx", name: "mx", host: "h", status: "online", version: "8" }],
  connections: [],
  seen: {},
};

/** jsdom lays nothing out: every element has the size of a window, and never another one. */
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

beforeEach(() => {
  vi.stubGlobal("ResizeObserver", StillSize);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(1000);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
});

function show(routes: Parameters<typeof makeServer>[0] = {}, path = "/alerts/thresholds") {
  let stored: object = config;
  const server = makeServer({
    "GET /api/alerts/config": () => stored,
    "PUT /api/alerts/config": ({ body }) => {
      stored = { ...stored, ...(body as object) };
      return { status: "success" };
    },
    "GET /api/alerts/history": () => [{ id: "x", type: "cpu", level: "warning", resourceId: "lab-n1-101", resourceName: "db", node: "n1", instance: "lab", message: "" }],
    ...routes,
  });
  const view = showPage(() => (<><AlertThresholdsPage /><ToastRegion /></>), state, path);
  return { ...view, server };
}

const grid = () => screen.findByRole("grid", { name: "Thresholds of guests" });
async function cell(row: string, column: number) {
  const box = await screen.findByRole("checkbox", { name: `Select ${row}` });
  const found = box.closest<HTMLElement>('[role="row"]');
  if (found === null) throw new Error(`no row ${row}`);
  const cells = within(found).getAllByRole("gridcell");
  const one = cells[column + 2];
  if (one === undefined) throw new Error(`no column ${column}`);
  return one;
}
const [cpu, memory, disk, off, alerts] = [0, 1, 2, 7, 8];

describe("the table of thresholds", () => {
  it("shows defaults, delays, own values, and how often each fired", async () => {
    show();
    expect(await screen.findByText("All guests")).toBeVisible();
    expect(await screen.findByText("Raised after")).toBeVisible();
    expect(await cell("web", memory)).toHaveTextContent("85/80");
    expect(await cell("db", memory)).toHaveTextContent("own value 92/88");
    await waitFor(async () => expect(await cell("db", 9)).toHaveTextContent("1"));
    expect(await cell("web", 9)).toHaveTextContent("0");
  });

  it("takes a value by a click, typing and Enter, and saves only what changed", async () => {
    const { server } = show();
    await userEvent.click(await cell("web", cpu));
    const field = await screen.findByRole("textbox", { name: "web, CPU" });
    await userEvent.clear(field);
    await userEvent.type(field, "92/88{Enter}");
    expect(await cell("web", cpu)).toHaveTextContent("own value 92/88");
    await userEvent.click(await screen.findByRole("button", { name: "Save" }));
    await waitFor(() => expect(server.asked("PUT /api/alerts/config")).toHaveLength(1));
    expect(server.asked("PUT /api/alerts/config")[0]?.body).toEqual({ overrides: { ...config.overrides, "lab-n1-100": { cpu: { trigger: 92, clear: 88 } } } });
    expect(await screen.findByText("The thresholds are saved.")).toBeVisible();
    await waitFor(() => expect(screen.queryByRole("button", { name: "Save" })).toBeNull());
  });

  it("takes the time of a kind, which holds where a metric has none of its own", async () => {
    const { server } = show();
    const field = await screen.findByLabelText("Guests: raised after");
    expect(field).toHaveValue("300");
    await userEvent.clear(field);
    await userEvent.type(field, "120");
    await waitFor(() => expect(screen.getAllByText("2 min").length).toBeGreaterThan(0));
    await userEvent.click(await screen.findByRole("button", { name: "Save" }));
    await waitFor(() => expect(server.asked("PUT /api/alerts/config")[0]?.body).toEqual({ timeThresholds: { guest: 120 } }));
  });

  it("is used with the keyboard alone: arrows, digits, Enter, Del", async () => {
    show();
    (await grid()).focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}{ArrowRight}");
    const active = (await grid()).getAttribute("aria-activedescendant");
    expect(active).toBe((await cell("mail", memory)).id);
    await userEvent.keyboard("70");
    expect(screen.getByRole("textbox", { name: "mail, Memory" })).toHaveValue("70");
    await userEvent.keyboard("{Enter}");
    expect(await cell("mail", memory)).toHaveTextContent("own value 70/65");
    expect(await grid()).toHaveFocus();
    await userEvent.keyboard("{ArrowUp}{Delete}");
    await waitFor(() => expect(screen.queryByRole("toolbar", { name: "Changes" })).toBeNull());
    await userEvent.keyboard("{Enter}");
    expect(screen.getByRole("textbox", { name: "mail, Memory" })).toHaveValue("85/80");
  });

  it("says at the cell what is wrong with a value, and keeps what was there with Escape", async () => {
    show();
    await userEvent.click(await cell("web", disk));
    const field = await screen.findByRole("textbox", { name: "web, Disk" });
    await userEvent.clear(field);
    await userEvent.type(field, "120{Enter}");
    expect(field).toHaveAccessibleDescription("Nothing is above 100 %.");
    await userEvent.type(field, "{Escape}");
    expect(await cell("web", disk)).toHaveTextContent("90/85");
    expect(screen.queryByRole("toolbar", { name: "Changes" })).toBeNull();
  });

  it("switches alerts and what a stopped guest is with a click", async () => {
    show();
    await userEvent.click(await cell("web", off));
    expect(await cell("web", off)).toHaveTextContent("own value critical");
    await userEvent.click(await cell("web", alerts));
    expect(await cell("web", alerts)).toHaveTextContent("own value off");
    await userEvent.click(await cell("web", alerts));
    expect(await cell("web", alerts)).toHaveTextContent(/^on$/);
  });

  it("changes all selected rows at once and takes that back", async () => {
    show();
    await userEvent.click(await screen.findByRole("checkbox", { name: "Select web" }));
    await userEvent.click(screen.getByRole("checkbox", { name: "Select mail" }));
    const bar = screen.getByRole("form", { name: "Selected rows" });
    await userEvent.selectOptions(within(bar).getByLabelText("What to set"), "Memory");
    await userEvent.type(within(bar).getByLabelText("New value"), "x");
    await userEvent.click(within(bar).getByRole("button", { name: "Apply" }));
    expect(within(bar).getByText("Write a number, two as 85/80, or off.")).toBeVisible();
    await userEvent.clear(within(bar).getByLabelText("New value"));
    await userEvent.type(within(bar).getByLabelText("New value"), "88/83{Enter}");
    expect(await cell("web", memory)).toHaveTextContent("own value 88/83");
    expect(await cell("mail", memory)).toHaveTextContent("own value 88/83");
    expect(await cell("db", memory)).toHaveTextContent("own value 92/88");
    await userEvent.click(within(bar).getByRole("button", { name: "Back to default" }));
    expect(await cell("web", memory)).toHaveTextContent("85/80");
    expect(screen.queryByRole("toolbar", { name: "Changes" })).toBeNull();
  });

  it("is narrowed by the filter and to own values", async () => {
    show({}, "/alerts/thresholds?q=tag%3Aprod");
    expect(await screen.findByText("web")).toBeVisible();
    expect(screen.queryByText("mail")).toBeNull();
    await userEvent.clear(screen.getByRole("searchbox"));
    await userEvent.click(screen.getByRole("button", { name: /Only overrides/ }));
    expect(await screen.findByText("db")).toBeVisible();
    expect(screen.queryByText("web")).toBeNull();
  });

  it("shows at its cell what the server does not take, and keeps what was typed", async () => {
    show({ "PUT /api/alerts/config": () => refuse(400, { error: "overrides.lab-n1-100.cpu: no", code: "invalid", details: { field: "overrides.lab-n1-100.cpu" } }) });
    await userEvent.click(await cell("web", cpu));
    await screen.findByRole("textbox", { name: "web, CPU" });
    await userEvent.keyboard("91{Enter}");
    await userEvent.click(await screen.findByRole("button", { name: "Save" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Not saved. overrides.lab-n1-100.cpu: no");
    expect(await cell("web", cpu)).toHaveAttribute("data-refused");
    expect(await cell("web", cpu)).toHaveTextContent("91/86");
  });

  it("tells what the change would have made of the last month, where the server can", async () => {
    const firing = (planned: boolean) => ({ resourceId: "lab-n1-100", type: "cpu", start: 1, level: "warning", planned });
    const { server } = show({
      "POST /api/alerts/backtest": ({ body }) =>
        typeof body === "object" && body !== null && "config" in body
          ? { proposed: { count: 2, byResource: {}, firings: [firing(true), firing(false)] }, current: { count: 9, byResource: {}, firings: [] }, exactFrom: 1, tookMs: 3 }
          : refuse(400, { error: "from is needed" }),
    });
    await userEvent.click(await cell("web", cpu));
    await screen.findByRole("textbox", { name: "web, CPU" });
    await userEvent.keyboard("91{Enter}");
    expect(await screen.findByText("would have fired 2 times instead of 9, 1 of them in the backup window or other planned work in 30 d")).toBeVisible();
    expect(server.asked("POST /api/alerts/backtest").at(-1)?.body).toMatchObject({ config: { overrides: { "lab-n1-100": { cpu: { trigger: 91, clear: 86 } } } } });
  });

  it("has what a mail gateway is judged by", async () => {
    const { server } = show({}, "/alerts/thresholds?kind=mail");
    const field = await screen.findByRole("textbox", { name: "Waiting mail: warning at" });
    await userEvent.clear(field);
    expect(field).toHaveAccessibleDescription("A whole number, 1 or more.");
    await userEvent.type(field, "600");
    await userEvent.click(await screen.findByRole("button", { name: "Save" }));
    await waitFor(() => expect(server.asked("PUT /api/alerts/config")[0]?.body).toEqual({ pmgDefaults: { queueTotalWarning: 600, queueTotalCritical: 1000 } }));
  });

  it("keeps only those of 5,000 rows in the page that can be seen", async () => {
    const vms = Array.from({ length: 5000 }, (_, index) => guestRow(1000 + index, `g-${index}`));
    const { change } = show();
    await grid();
    change({ set: { vms: Object.fromEntries(vms.map((one) => [one.id, one])) } });
    await screen.findByText("g-0");
    expect(screen.getAllByRole("row").length).toBeLessThan(60);
    expect(await grid()).toHaveAttribute("aria-rowcount", "5007");
  });
});

describe("how often something fired", () => {
  it("counts the single disks of a guest for the guest, and hosts by their own id", () => {
    const fired = firedOf([anAlert({ resourceId: "lab-n1-100" }), anAlert({ resourceId: "lab-n1-100-disk-root", type: "disk" }), anAlert({ resourceId: "docker:h1", type: "docker-host-offline" })]);
    expect([...fired]).toEqual([["lab-n1-100", 2], ["h1", 1]]);
  });
});
