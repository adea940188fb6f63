import { describe, expect, it } from "vitest";
import { aGuest, aNode } from "../test/rows";
import { type Replication, replicationShape, replicationStory, replicationWords, replicationsFrom, replicationsOf, statusOfReplication } from "./replication";

const now = Date.parse("2026-03-01T12:00:00Z");
const minutes = (count: number) => count * 60_000;
const job = (fields: Partial<Replication> = {}): Replication => ({
  ...replicationShape.blank(), id: "lab-100-0", instance: "lab", vmid: 100, node: "n1", target: "n2", schedule: "*/15", lastSync: now - minutes(4), ...fields,
});

describe("a replication", () => {
  it.each([
    ["in order", {}, "running", "4 min ago"],
    ["at work", { running: true }, "running", "copying"],
    ["before its first run", { lastSync: undefined }, "running", "not yet"],
    ["that failed once", { failCount: 1, error: "no space" }, "warning", "failed"],
    ["that keeps failing", { failCount: 3, error: "no space" }, "warning", "failed 3 times"],
    ["that failed and was switched off", { enabled: false, failCount: 3 }, "stopped", "switched off"],
    ["of which nothing newer is known", { stale: true }, "unknown", "4 min ago"],
  ] as const)("%s", (_, fields, status, words) => {
    expect([statusOfReplication(job(fields)), replicationWords(job(fields), now)]).toEqual([status, words]);
  });

  it("tells when, how long, when next and why not", () => {
    expect(replicationStory(job({ durationSeconds: 90, nextSync: now + minutes(11), error: "no space" }), now)).toBe(
      "To n2, */15. Last copied 4 min ago in 1 min. Next in 11 min. no space",
    );
  });

  it("belongs to its guest and to the node it copies from, failing ones first", () => {
    const jobs = [job(), job({ id: "b", vmid: 101, failCount: 1 }), job({ id: "c", vmid: 100, instance: "other" }), job({ id: "d", vmid: 102, node: "n2" })];
    expect(replicationsOf(jobs, aGuest()).map(({ id }) => id)).toEqual(["lab-100-0"]);
    expect(replicationsFrom(jobs, aNode()).map(({ id }) => id)).toEqual(["b", "lab-100-0"]);
  });
});
