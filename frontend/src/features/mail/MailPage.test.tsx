import { screen, within } from "@solidjs/testing-library";
import { describe, expect, it } from "vitest";
import { makeServer } from "../../test/server";
import { showPage } from "../../test/page";
import MailPage from "./MailPage";
import { axisTicks, hourBars } from "./hours";

const hour = 3_600_000;
const start = Date.parse("2026-11-20T10:00:00Z");
const node = (name: string, deferred: number) => ({ name, status: "online", queueStatus: { active: 1, deferred, hold: 0, incoming: 0, total: deferred + 1, oldestAge: 60 } });
const gateway = {
  id: "pmg-mx", name: "mx", host: "https://mx:8006", status: "online", version: "8.2.1", nodes: [node("mx-1", 221), node("mx-2", 15)],
  mailCount: [{ timestamp: new Date(start).toISOString(), countIn: 90, countOut: 20, spamIn: 10, virusIn: 2 }],
  spamDistribution: [{ score: "5", count: 12 }], quarantine: { spam: 3, virus: 0, attachment: 1, blacklisted: 0 },
};

function show(fields: object = {}) {
  makeServer({ "GET /api/alerts/config": () => ({ pmgDefaults: { deferredQueueWarn: 200, deferredQueueCritical: 500 } }) });
  return showPage(MailPage, { pmg: [{ ...gateway, ...fields }], connections: [], seen: {} });
}

describe("the mail page", () => {
  it("puts the queues against their limits and names the node that stands out", async () => {
    show();
    expect(await screen.findByRole("heading", { name: "Deferred mail is above its limit: 236." })).toBeVisible();
    expect(within(screen.getByRole("table", { name: "Queues of mx" })).getAllByRole("row")[1]).toHaveTextContent(/Deferred236warns at 200, critical at 500/);
    expect(within(screen.getByRole("table", { name: "Nodes of mx" })).getAllByRole("row")[1]).toHaveTextContent(/mx-1.*far above the other node/);
  });

  it("reads the hours out, and what is in quarantine", async () => {
    show();
    expect(await screen.findByRole("img", { name: /^Mail per hour.*98 good, 10 spam, 2 virus/ })).toBeVisible();
    expect(screen.getByRole("complementary", { name: "Held back" })).toHaveTextContent(/Spam3.*Attachment1/);
  });

  it("leaves out what nobody told", async () => {
    show({ mailCount: undefined, quarantine: undefined, spamDistribution: undefined, nodes: undefined });
    expect(await screen.findByText("Mail per hour is not known.")).toBeVisible();
    expect(screen.getByText("Nothing is known of the last day.")).toBeVisible();
    expect(screen.queryByText("Quarantine")).toBeNull();
    expect(within(screen.getByRole("table", { name: "Queues of mx" })).getAllByRole("row")[1]).toHaveTextContent("Deferred–");
  });
});

describe("the hours", () => {
  it("are the last 24 in order, without those that have no time", () => {
    const hours = Array.from({ length: 30 }, (_, index) => ({ timestamp: start - index * hour, countIn: index, countOut: 0, spamIn: 0, spamOut: 0, virusIn: 0, virusOut: 0 }));
    const bars = hourBars([...hours, { ...hours[0], timestamp: undefined, countIn: 99, countOut: 0, spamIn: 0, spamOut: 0, virusIn: 0, virusOut: 0 }]);
    expect([bars.length, bars[0]?.good, bars[23]?.good]).toEqual([24, 23, 0]);
  });

  it("stand over an axis of round steps", () => {
    expect([axisTicks(340), axisTicks(0), axisTicks(7)]).toEqual([[0, 100, 200, 300, 400], [0, 1], [0, 2, 4, 6, 8]]);
  });
});
