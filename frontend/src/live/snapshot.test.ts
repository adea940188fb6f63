import { createEffect, createRoot } from "solid-js";
import { describe, expect, it } from "vitest";
import type { DeltaFrame, FullFrame } from "./protocol";
import { createSnapshot } from "./snapshot";

const full = (rev: number, state: FullFrame["state"]): FullFrame => ({ kind: "full", rev, at: 0, state });
const delta = (rev: number, set: DeltaFrame["set"]): DeltaFrame => ({ kind: "delta", rev, at: 0, set, del: {}, top: {} });

describe("the snapshot", () => {
  it("refuses a delta before a full frame and after a gap, and changes nothing", () => {
    const { estate, apply } = createSnapshot();
    expect(apply(delta(1, { vms: { a: { cpu: 1 } } }))).toBe(false);
    expect(apply(full(4, { vms: [{ id: "a", cpu: 0.1 }] }))).toBe(true);
    expect(apply(delta(6, { vms: { a: { cpu: 0.9 } } }))).toBe(false);
    expect(estate.vms.a?.cpu).toBe(0.1);
    expect(apply(delta(5, { vms: { a: { cpu: 0.2 } } }))).toBe(true);
    expect(estate.vms.a?.cpu).toBe(0.2);
  });

  it("tells only those who look at what changed", async () => {
    const { estate, apply } = createSnapshot();
    apply(full(1, { vms: [{ id: "a", name: "web", cpu: 0.1 }, { id: "b", name: "db", cpu: 0.1 }] }));
    const drawn: string[] = [];
    const dispose = createRoot((end) => {
      createEffect(() => drawn.push(`a ${estate.vms.a?.cpu ?? "?"}`));
      createEffect(() => drawn.push(`b ${estate.vms.b?.name ?? "?"}`));
      return end;
    });
    await Promise.resolve();
    apply(delta(2, { vms: { a: { cpu: 0.2 } } }));
    expect(drawn).toEqual(["a 0.1", "b db", "a 0.2"]);
    dispose();
  });

  it("keeps the identity of rows through a resync", () => {
    const { estate, apply } = createSnapshot();
    apply(full(1, { vms: [{ id: "a", cpu: 0.1 }, { id: "gone" }] }));
    const row = estate.vms.a;
    apply(full(9, { vms: [{ id: "a", cpu: 0.5 }] }));
    expect(estate.vms.a).toBe(row);
    expect(row?.cpu).toBe(0.5);
    expect(Object.keys(estate.vms)).toEqual(["a"]);
  });
});
