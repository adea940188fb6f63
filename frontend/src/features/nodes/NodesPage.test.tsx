import { screen, within } from "@solidjs/testing-library";
import { type Component, For } from "solid-js";
import { describe, expect, it } from "vitest";
import { makeServer } from "../../test/server";
import { showPage } from "../../test/page";
import { useLive } from "../../live/live";
import { aGuest, aNode } from "../../test/rows";
import { NodeAside } from "./NodeAside";
import NodesPage from "./NodesPage";

const now = Date.now();
const job = { id: "lab-100-0", instance: "lab", vmid: 100, node: "n1", target: "n2", schedule: "*/15", enabled: true, failCount: 3, error: "no space left", lastSync: now - 3_600_000 };
const lab = { nodes: [aNode({ updates: { pending: 12, security: 3 } }), aNode({ id: "lab-n2", name: "n2", displayName: "n2" })], vms: [aGuest()], replicationJobs: [job] };

function show(page: Component, state: object = lab) {
  makeServer({});
  return showPage(page, state);
}

/** What stands beside the figures of every node. */
const Asides: Component = () => <For each={useLive().nodes()}>{(node) => <NodeAside node={node} />}</For>;

describe("the nodes page", () => {
  it("shows pending updates in a column, and a dash where nobody may tell", async () => {
    show(NodesPage);
    const table = await screen.findByRole("table", { name: "Nodes" });
    expect(within(table).getByRole("columnheader", { name: "Updates" })).toBeVisible();
    expect(within(table).getByTitle("12 packages, 3 for security or grave faults")).toHaveTextContent("12");
    expect(within(table).getByRole("row", { name: /n2/ })).toHaveTextContent("–");
  });

  it("has no such column when no node tells of updates", async () => {
    show(NodesPage, { ...lab, nodes: [aNode()] });
    expect(within(await screen.findByRole("table", { name: "Nodes" })).queryByText("Updates")).toBeNull();
  });
});

describe("the page of a node", () => {
  it("tells of updates and of the replication from it, with the reason of a failure", async () => {
    show(Asides);
    expect(await screen.findByText("12 packages, 3 for security or grave faults")).toBeVisible();
    const line = screen.getByText("failed 3 times").closest("li");
    expect(line).toHaveTextContent("web to n2");
    expect(line).toHaveAttribute("title", expect.stringContaining("no space left"));
  });
});
