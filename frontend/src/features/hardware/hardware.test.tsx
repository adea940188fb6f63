import { screen, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { aNode } from "../../test/rows";
import { makeServer } from "../../test/server";
import { showPage } from "../../test/page";
import { CephPanel } from "./CephPanel";
import { DiskTable } from "./DiskTable";
import { HardwareLines } from "./HardwareLines";
import { ZfsTable } from "./ZfsTable";

const disk = (id: string, fields: object = {}) => ({ id, node: "n1", instance: "lab", devPath: `/dev/${id}`, model: "M", serial: id, type: "nvme", size: 1024, health: "PASSED", wearout: 90, temperature: 40, used: "ZFS", ...fields });
const ceph = { id: "c", instance: "lab", name: "Ceph", health: "HEALTH_WARN", healthMessage: "OSD_NEARFULL: one is nearly full", totalBytes: 100, usagePercent: 61, numOsds: 9, numOsdsUp: 8, numOsdsIn: 9, pools: [{ name: "vm", percentUsed: 61, storedBytes: 10, availableBytes: 5 }] };
const pool = { name: "tank", state: "DEGRADED", status: "", scan: "none requested", readErrors: 0, writeErrors: 0, checksumErrors: 4, devices: [{ name: "sdb", type: "disk", state: "FAULTED", readErrors: 0, writeErrors: 0, checksumErrors: 4 }] };

function show(page: () => ReturnType<typeof DiskTable>, state: object) {
  makeServer({});
  return showPage(page, { connections: [], seen: {}, ...state });
}

describe("disks", () => {
  it("stand by the life that is left, the failed one first, and the unknown is a dash", async () => {
    show(() => <DiskTable />, { physicalDisks: [disk("a"), disk("b", { wearout: 8 }), disk("c", { health: "FAILED" }), disk("d", { wearout: -1, temperature: 0, type: "hdd" })] });
    const [, ...rows] = within(await screen.findByRole("table", { name: "Disks" })).getAllByRole("row");
    expect(rows.map((row) => /\/dev\/./.exec(row.textContent)?.[0])).toEqual(["/dev/c", "/dev/b", "/dev/a", "/dev/d"]);
    expect(screen.getByRole("meter", { name: "Life left of /dev/b on n1" })).toHaveAttribute("aria-valuetext", "8\u202f%, nearly worn out");
    expect(rows[3]).toHaveTextContent(/–disk, no wear–$/);
  });

  it("are only the worst until all are asked for", async () => {
    show(() => <DiskTable />, { physicalDisks: Array.from({ length: 12 }, (_, index) => disk(`d${index}`)) });
    const table = await screen.findByRole("table", { name: "Disks" });
    expect(within(table).getAllByRole("row")).toHaveLength(9);
    await userEvent.click(screen.getByRole("button", { name: "All disks" }));
    expect(within(table).getAllByRole("row")).toHaveLength(13);
  });
});

describe("pools and Ceph", () => {
  it("name the device of a pool that is not in order", async () => {
    show(() => <ZfsTable />, { storage: [{ id: "s", name: "tank", node: "n1", instance: "lab", type: "zfspool", status: "available", zfsPool: pool }] });
    expect(within(await screen.findByRole("table", { name: "ZFS pools" })).getAllByRole("row")[1]).toHaveTextContent(/tankn1degraded4 checksumsdb faulted/);
  });

  it("say why Ceph warns, and how full its pools are", async () => {
    show(() => <CephPanel />, { cephClusters: [ceph] });
    expect(await screen.findByText("OSD_NEARFULL: one is nearly full")).toBeVisible();
    expect(screen.getByText(/^warns, 8 of 9 OSDs, 61.%$/)).toBeVisible();
    expect(screen.getByRole("meter", { name: "Use of pool vm" })).toHaveAttribute("aria-valuenow", "61");
  });

  it("are a line each on the page of a node, and nothing where nothing is known", async () => {
    show(() => <HardwareLines node={aNode()} />, { physicalDisks: [disk("a"), disk("b", { node: "n2" })], cephClusters: [ceph, { ...ceph, id: "x", instance: "other" }] });
    expect((await screen.findAllByRole("listitem")).map((item) => item.textContent)).toEqual(["In order1 disk passed, least life 90\u202f%", "WarningCeph warns, 8 of 9 OSDs, 61\u202f%"]);
  });
});
