import { describe, expect, it } from "vitest";
import type { DeltaFrame } from "./protocol";
import { applyDelta, emptyEstate, estateOf } from "./reducer";

const delta = (parts: Partial<DeltaFrame>): DeltaFrame => ({ kind: "delta", rev: 2, at: 0, set: {}, del: {}, top: {}, ...parts });
const before = () => estateOf({ vms: [{ id: "a", name: "web", status: "running", cpu: 0.1, memory: { total: 8, used: 4, usage: 50 } }], seen: { lab: 5 } });

describe("the estate", () => {
  it("is made of a full frame; collections that it does not know are left out", () => {
    const estate = estateOf({ nodes: [{ id: "n", name: "n1" }], strange: [{ id: "x" }], connections: [{ id: "pve-0", name: "lab", ok: true }] });
    expect(Object.keys(estate.nodes)).toEqual(["n"]);
    expect(estate.connections).toEqual([{ id: "pve-0", name: "lab", type: "", host: "", ok: true }]);
    expect(estate).not.toHaveProperty("strange");
  });

  it("changes only the fields of a delta", () => {
    const estate = before();
    applyDelta(estate, delta({ set: { vms: { a: { cpu: 0.2 } } } }));
    expect(estate.vms.a).toEqual({ ...before().vms.a, cpu: 0.2 });
  });

  it("replaces nested objects whole", () => {
    const estate = before();
    applyDelta(estate, delta({ set: { vms: { a: { memory: { total: 8, used: 6 } } } } }));
    expect(estate.vms.a?.memory).toEqual({ total: 8, used: 6 });
  });

  it("takes away a field that is null", () => {
    const estate = before();
    applyDelta(estate, delta({ set: { vms: { a: { cpu: null } } } }));
    expect(estate.vms.a).not.toHaveProperty("cpu");
  });

  it("adds rows, removes rows, and forgets nothing else", () => {
    const estate = before();
    applyDelta(estate, delta({ set: { vms: { b: { name: "db" } } }, del: { vms: ["a", "never-there"] } }));
    expect(Object.keys(estate.vms)).toEqual(["b"]);
    expect(estate.vms.b).toMatchObject({ id: "b", name: "db" });
    expect(estate.seen).toEqual({ lab: 5 });
  });

  it("replaces top-level values whole, and only those that are there", () => {
    const estate = before();
    applyDelta(estate, delta({ top: { seen: { other: 9 } } }));
    expect(estate.seen).toEqual({ other: 9 });
    expect(estate.connections).toEqual([]);
  });

  it("stays as it is under a delta that says nothing, or nonsense", () => {
    const estate = before();
    applyDelta(estate, delta({}));
    applyDelta(estate, delta({ set: { vms: 7, nodes: { x: null } }, del: { vms: "a" }, top: { seen: 3 } }));
    expect(estate).toEqual(before());
    expect(emptyEstate().nodes).toEqual({});
  });

  it("replaces the lists of backups without touching those that were handed out", () => {
    const estate = estateOf({ pbsBackups: [{ id: "a", vmid: "100" }, { id: "b" }], storageBackups: [{ id: "s" }] });
    const handedOut = estate.pbsBackups;
    applyDelta(estate, delta({ set: { pbsBackups: { a: { verified: true }, c: { vmid: "7" } } }, del: { pbsBackups: ["b"] } }));
    expect([...estate.pbsBackups.values()]).toEqual([expect.objectContaining({ id: "a", vmid: "100", verified: true }), expect.objectContaining({ id: "c" })]);
    expect([handedOut.size, handedOut.get("a")?.verified]).toEqual([2, undefined]);
  });

  it("adds one backup, task or snapshot without sending the others again", () => {
    const estate = estateOf({ storageBackups: [{ id: "s" }], guestSnapshots: [{ id: "n", name: "before" }] });
    const untouched = estate.guestSnapshots;
    applyDelta(estate, delta({ set: { backupTasks: { t: { vmid: 100, status: "OK" } } }, del: { storageBackups: ["s"] } }));
    expect([...estate.backupTasks.values()]).toEqual([expect.objectContaining({ id: "t", vmid: 100, status: "OK" })]);
    expect(estate.storageBackups.size).toBe(0);
    expect(estate.guestSnapshots).toBe(untouched);
  });
});
