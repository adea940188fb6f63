import { screen, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { showPage } from "../../test/page";
import { type Seen, makeServer, refuse } from "../../test/server";
import StoragePage from "./StoragePage";

const gib = 1024 ** 3;
const storage = (name: string, usage: number, fields: object = {}) => ({ id: `lab-n1-${name}`, name, node: "n1", instance: "lab", type: "zfspool", status: "available", total: 100 * gib, used: usage * gib, free: (100 - usage) * gib, usage, content: ["images"], ...fields });
const alert = { id: "a/1", type: "usage", level: "warning", resourceId: "lab-n1-tank", resourceName: "tank", node: "n1", instance: "lab", message: "", value: 91, threshold: 85, startTime: new Date(Date.now() - 120_000).toISOString(), acknowledged: false };
const state = { storage: [storage("tank", 91), storage("calm", 20), { ...storage("names", 0), total: 0, used: 0, free: 0 }], activeAlerts: [alert], connections: [{ id: "pve-0", name: "lab", type: "pve", ok: true }], seen: { lab: Date.now() } };

const nothing = { stepMs: 60_000, series: {}, gaps: [], backfilled: [] };

/** Ten points up to the end that was asked for, rising from 10 % by 1; the storage was enlarged in between. */
function rising({ query }: Seen) {
  const [from, to] = [Number(query.get("from")), Number(query.get("to"))];
  const stepMs = (to - from) / 10;
  const t = Array.from({ length: 10 }, (_, index) => from + (index + 1) * stepMs - 1);
  const series = (unit: string, values: (number | null)[]) => ({ unit, t, mean: values, min: values, max: values });
  const sizes = t.map((_, index) => (index === 3 ? null : (index < 5 ? 50 : 100) * gib));
  return { stepMs, series: { usage: series("percent", t.map((_, index) => 10 + index)), diskTotal: series("bytes", sizes) }, gaps: [], backfilled: [[from, from + 2 * stepMs]] };
}

function show(history: (seen: Seen) => object | Response | Promise<object> = rising, path = "/storage?peek=lab-n1-calm") {
  const server = makeServer({ "GET /api/history": history, "GET /api/storage-charts": () => ({}) });
  return { ...showPage(StoragePage, state, path), server };
}

const panel = (name: string) => within(screen.getByRole("complementary", { name }));

describe("the panel of a storage", () => {
  it("draws its use and its bytes in use beside its size", async () => {
    const { server } = show();
    expect(await screen.findByRole("img", { name: /^Use, .*: 19\u202f% at the end, lowest 10\u202f% at .*, highest 19\u202f% at .* Filled from the node's own records/ })).toBeVisible();
    expect(screen.getByRole("img", { name: /^Space, .*: used 19 GiB at the end, lowest 5 GiB at .*; size 100 GiB at the end, lowest 50 GiB at / })).toBeVisible();
    expect(server.asked("GET /api/history").map(({ query }) => [query.get("resource"), query.get("metrics")])).toEqual([["lab-n1-calm", "usage,diskTotal"]]);
    expect(panel("calm").getByText("20 GiB of 100 GiB, 80 GiB free")).toBeVisible();
  });

  it("has the ranges of every chart, and keeps the chosen one for the next storage", async () => {
    const { server } = show();
    const lengths = () => server.asked("GET /api/history").map(({ query }) => [query.get("resource"), Math.round((Number(query.get("to")) - Number(query.get("from"))) / 86_400_000)]);
    await screen.findByRole("img", { name: /^Use, / });
    await userEvent.click(screen.getByRole("button", { name: "1 y" }));
    await userEvent.click(screen.getByText("tank"));
    await screen.findByRole("complementary", { name: "tank" });
    await expect.poll(lengths).toEqual([["lab-n1-calm", 30], ["lab-n1-calm", 365], ["lab-n1-tank", 365]]);
  });

  it("says that the past could not be read, and tries again", async () => {
    let broken = true;
    show((seen) => (broken ? refuse(500, { error: "the history is being repaired" }) : rising(seen)));
    expect(await screen.findByText(/The history could not be read. the history is being repaired/)).toBeVisible();
    expect(screen.queryByRole("img", { name: /^Use, / })).toBeNull();
    broken = false;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("img", { name: /^Use, / })).toBeVisible();
  });

  it("waits for the past, and begins with the present where there is none", async () => {
    let answer: () => void = () => undefined;
    const empty = new Promise<object>((resolve) => (answer = () => resolve(nothing)));
    show(() => empty, "/storage?peek=lab-n1-cold");
    expect(screen.queryByRole("complementary")).toBeNull(); // no such storage
    await userEvent.click(await screen.findByText("calm"));
    expect(await screen.findByRole("status", { name: "Loading the history of calm" })).toBeInTheDocument();
    answer();
    expect(await screen.findByRole("img", { name: /^Use, .*20\u202f% at the end/ })).toBeVisible();
  });

  it("draws nothing of what was never told", async () => {
    show(() => nothing, "/storage?peek=lab-n1-names");
    expect(await screen.findByText("Nothing was recorded of it in this time.")).toBeVisible();
    expect(panel("names").getByRole("img", { name: "Use of names: unknown" })).toBeVisible();
    expect(screen.queryByRole("img", { name: /^Use, / })).toBeNull();
  });

  it("names what it alerts about, with the way there", async () => {
    show(rising, "/storage?peek=lab-n1-tank");
    expect(await screen.findByRole("complementary", { name: "tank" })).toBeVisible();
    expect(panel("tank").getByRole("link", { name: /usage/ })).toHaveAttribute("href", "/alerts?peek=a%2F1");
  });

  it("is opened, moved and closed by the keyboard", async () => {
    show(rising, "/storage");
    const grid = await screen.findByRole("grid", { name: "Storages" });
    grid.focus();
    await userEvent.keyboard("j ");
    expect(await screen.findByRole("complementary", { name: "tank" })).toBeVisible();
    await userEvent.keyboard("j");
    expect(await screen.findByRole("complementary", { name: "calm" })).toBeVisible();
    expect(grid).toHaveAttribute("aria-activedescendant", screen.getByRole("row", { selected: true }).id);
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => screen.queryByRole("complementary")).toBeNull();
  });

  it("follows a report without being drawn anew, and marks last values", async () => {
    const { change } = show();
    const chart = await screen.findByRole("img", { name: /^Use, / });
    change({ set: { storage: { "lab-n1-calm": { used: 30 * gib, free: 70 * gib, usage: 30 } } } });
    expect(await screen.findByText("30 GiB of 100 GiB, 70 GiB free")).toBeVisible();
    change({ set: { storage: { "lab-n1-calm": { stale: true, staleSince: Date.now() - 60_000, staleReason: "lab does not answer." } } } });
    expect(await panel("calm").findByText(/lab does not answer. These are its last values/)).toBeVisible();
    expect(chart).toBeVisible();
  });
});
