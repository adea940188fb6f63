import { screen } from "@solidjs/testing-library";
import { type Component, For } from "solid-js";
import { describe, expect, it } from "vitest";
import { useLive } from "../../live/live";
import { makeServer } from "../../test/server";
import { showPage } from "../../test/page";
import { aGuest } from "../../test/rows";
import { GuestReplication } from "./GuestReplication";

const job = { id: "lab-100-0", instance: "lab", vmid: 100, node: "n1", target: "n2", schedule: "*/15", enabled: true, failCount: 3, error: "no space left", lastSync: Date.now() - 3_600_000 };

const Page: Component = () => <For each={useLive().guests()}>{(guest) => <GuestReplication guest={guest} />}</For>;

describe("the replication of a guest", () => {
  it("tells where it is copied to and why that fails", async () => {
    makeServer({});
    showPage(Page, { vms: [aGuest()], replicationJobs: [job] });
    expect(await screen.findByRole("heading", { name: "Replication" })).toBeVisible();
    expect(screen.getByText(/To n2, \*\/15\. Last copied 1 h ago\. no space left/)).toBeVisible();
  });

  it("follows the live feed, and is absent without a job", async () => {
    makeServer({});
    const { change } = showPage(Page, { vms: [aGuest()] });
    expect(screen.queryByText("Replication")).toBeNull();
    change({ set: { replicationJobs: { "lab-100-0": { ...job, failCount: 0, error: "", durationSeconds: 3.4 } } } });
    expect(await screen.findByText(/Last copied 1 h ago in 3 s/)).toBeVisible();
    change({ del: { replicationJobs: ["lab-100-0"] } });
    expect(screen.queryByText("Replication")).toBeNull();
  });
});
