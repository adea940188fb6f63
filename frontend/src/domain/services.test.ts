import { describe, expect, it } from "vitest";
import { object } from "../lib/decode";
import { dockerHostShape, ratedHosts } from "./docker";
import { diskShape, statusOfCeph, statusOfDisk, statusOfPool } from "./hardware";
import { isOutlier, mailSentence, queuesOf } from "./mailQueues";
import { pbsShape, ratedJobs, statusOfDatastore } from "./pbs";
import { pmgShape } from "./pmg";
import { storageShape } from "./shapes";

const limits = { deferredQueueWarn: 200, deferredQueueCritical: 500, oldestMessageWarnMins: 30, oldestMessageCritMins: 60 };

describe("disks and pools", () => {
  const disk = (fields: object) => object(diskShape)({ id: "d", health: "PASSED", wearout: 80, ...fields }) ?? diskShape.blank();

  it("do not know wear and heat that nobody told", () => {
    expect(disk({ wearout: -1, temperature: 0 })).not.toHaveProperty("wearout");
    expect(disk({ wearout: 0 }).wearout).toBe(0);
  });

  it.each([
    [{}, "running"],
    [{ health: "FAILED" }, "critical"],
    [{ wearout: 8 }, "warning"],
    [{ wearout: 8, stale: true }, "unknown"],
    [{ wearout: -1, health: "" }, "running"],
  ] as const)("with %o is %s", (fields, status) => {
    expect(statusOfDisk(disk(fields), undefined, 1)).toBe(status);
  });

  it("read the pool of a storage, and count its errors as a warning", () => {
    const pool = object(storageShape)({ id: "s", zfsPool: { name: "tank", state: "ONLINE", checksumErrors: 2, devices: [{ name: "sdb", state: "ONLINE" }] } })?.zfsPool;
    expect(pool?.devices).toHaveLength(1);
    expect(pool && [statusOfPool(pool, false), statusOfPool({ ...pool, state: "FAULTED" }, false), statusOfPool(pool, true)]).toEqual(["warning", "critical", "unknown"]);
  });

  it("call Ceph unknown when its word is", () => {
    expect(["HEALTH_OK", "HEALTH_WARN", "HEALTH_ERR", "?"].map((health) => statusOfCeph({ id: "c", instance: "lab", name: "Ceph", health }))).toEqual(["running", "warning", "critical", "unknown"]);
  });
});

describe("containers", () => {
  const host = (container: object, fields: object = {}) => ratedHosts([object(dockerHostShape)({ id: "h", hostname: "h", status: "online", containers: [{ id: "c", name: "web", ...container }], ...fields }) ?? dockerHostShape.blank()], new Map(), 1);

  it.each([
    [{ state: "running", health: "healthy" }, {}, "running"],
    [{ state: "running", health: "unhealthy" }, {}, "warning"],
    [{ state: "exited", exitCode: 0 }, {}, "stopped"],
    [{ state: "exited", exitCode: 143 }, {}, "stopped"],
    [{ state: "exited", exitCode: 137 }, {}, "warning"],
    [{ state: "restarting" }, {}, "warning"],
    [{ state: "running" }, { status: "offline" }, "unknown"],
    [{ state: "running" }, { stale: true }, "unknown"],
  ])("with %o on a host with %o are %s", (container, fields, status) => {
    expect(host(container, fields)[0]?.containers[0]?.status).toBe(status);
  });

  it("on hidden hosts are not shown", () => {
    expect(host({}, { hidden: true })).toEqual([]);
  });
});

describe("a backup server", () => {
  const server = (fields: object) => object(pbsShape)({ id: "pbs-v", name: "v", status: "online", ...fields }) ?? pbsShape.blank();

  it("has jobs whose last run is unknown when it never came", () => {
    const [never, failed] = ratedJobs(server({ verifyJobs: [{ id: "a", store: "main", status: "", lastVerify: "0001-01-01T00:00:00Z" }], pruneJobs: [{ id: "b", store: "main", status: "no such store", error: "no such store", lastPrune: "2026-11-20T02:00:00Z" }] }));
    expect([never?.status, never?.job.lastRun, failed?.status, failed?.job.lastRun]).toEqual(["stopped", undefined, "warning", Date.parse("2026-11-20T02:00:00Z")]);
  });

  it("has datastores that are unknown when it is silent, whatever they said", () => {
    const store = { name: "main", status: "available", usage: 99 };
    expect([statusOfDatastore(server({}), store, 85), statusOfDatastore(server({ stale: true }), store, 85), statusOfDatastore(server({}), { ...store, usage: 20, error: "gone" }, 85)]).toEqual(["critical", "unknown", "critical"]);
  });
});

describe("a mail gateway", () => {
  const gateway = (deferred: readonly number[], fields: object = {}) =>
    object(pmgShape)({ id: "pmg-m", name: "mx", status: "online", nodes: deferred.map((count, index) => ({ name: `mx-${index}`, status: "online", queueStatus: { deferred: count, total: count, oldestAge: 1440 } })), ...fields }) ?? pmgShape.blank();

  it("has queues over all its nodes against their limits", () => {
    const [waiting, , , oldest] = queuesOf(gateway([221, 15]), limits);
    expect(waiting).toMatchObject({ value: 236, status: "warning", limits: "warns at 200, critical at 500" });
    expect(oldest).toMatchObject({ text: "24 min", status: "running" });
  });

  it("does not know queues that nobody told, or told long ago", () => {
    expect(queuesOf(gateway([]), limits)[0]).toMatchObject({ value: undefined, text: "–", status: "unknown" });
    expect(queuesOf(gateway([600], { stale: true }), limits)[0]?.status).toBe("unknown");
  });

  it("has an outlier when one node has far more than the others", () => {
    const { nodes = [] } = gateway([221, 15]);
    expect(nodes.map((node) => isOutlier(node, nodes))).toEqual([true, false]);
    expect((gateway([9, 1]).nodes ?? []).map((node, _, all) => isOutlier(node, all))).toEqual([false, false]);
  });

  it.each([
    [[1], {}, "Mail flows, and no queue is long."],
    [[236], {}, "Deferred mail is above its limit: 236."],
    [[236], { stale: true }, "mx has not answered."],
  ])("with %o deferred and %o says: %s", (deferred, fields, sentence) => {
    expect(mailSentence([gateway(deferred, fields)], limits, 1)).toBe(sentence);
  });
});
