import { describe, expect, it } from "vitest";
import { aNode, anAlert } from "../test/rows";
import { heatOf, isOnline, nodeGroups, nodeWord, statusOfNode, versionOf } from "./nodes";

describe("nodes", () => {
  it.each([
    [{}, true],
    [{ upSince: undefined }, false],
    [{ status: "offline" }, false],
    [{ connectionHealth: "error" }, false],
    [{ connectionHealth: "degraded" }, true],
    [{ stale: true }, false],
  ])("with %o count as online: %s", (fields, online) => {
    expect(isOnline(aNode(fields))).toBe(online);
  });

  it("are unknown when silent, until an alert says more", () => {
    expect(statusOfNode(aNode({ stale: true }), undefined, 1)).toBe("unknown");
    expect(statusOfNode(aNode({ stale: true }), [anAlert({ level: "critical" })], 1)).toBe("critical");
  });

  it("are unreachable when we cannot see them and offline when they say so", () => {
    expect([nodeWord(aNode()), nodeWord(aNode({ stale: true, status: "offline" })), nodeWord(aNode({ status: "offline" }))]).toEqual(["online", "unreachable", "offline"]);
  });

  it("stand under their cluster or their connection, by name", () => {
    const nodes = [aNode({ id: "3", displayName: "z10", instance: "solo" }), aNode({ id: "2", displayName: "z2", clusterName: "c" }), aNode({ id: "1", displayName: "z1", clusterName: "c" })];
    expect([...nodeGroups(nodes)].map(([name, members]) => [name, members.map(({ id }) => id)])).toEqual([["c", ["1", "2"]], ["solo", ["3"]]]);
  });

  it("tell version and heat as far as they are known", () => {
    expect(versionOf(aNode({ pveVersion: "pve-manager/8.4.1/abc" }))).toBe("8.4.1");
    expect(versionOf(aNode())).toBeUndefined();
    expect(heatOf(aNode({ temperature: { cpuMax: 51 } }))).toBe(51);
  });
});
