import { describe, expect, it } from "vitest";
import { sorted } from "../lib/compare";
import { aGuest, anAlert } from "../test/rows";
import { byTrouble, isNew, limitOf, metricOf, statusOfAlert, subjectOf, valueOf, whereOf } from "./alerts";
import { statusOfGuest } from "./guests";

describe("alerts", () => {
  it("are new until acknowledged, and while no snooze and no planned work holds them back", () => {
    expect(isNew(anAlert(), 100)).toBe(true);
    expect(isNew(anAlert({ acknowledged: true }), 100)).toBe(false);
    expect(isNew(anAlert({ snoozedUntil: 101 }), 100)).toBe(false);
    expect(isNew(anAlert({ snoozedUntil: 100 }), 100)).toBe(true);
    expect(isNew(anAlert({ plannedWork: { kind: "backup" } }), 100)).toBe(false);
  });

  it("are listed worst first, then newest", () => {
    const alerts = [
      anAlert({ id: "old", startTime: 1 }),
      anAlert({ id: "seen", level: "critical", acknowledged: true }),
      anAlert({ id: "new", startTime: 2 }),
      anAlert({ id: "crit", level: "critical" }),
    ];
    expect(sorted(alerts, byTrouble(9)).map(({ id }) => id)).toEqual(["crit", "new", "old", "seen"]);
  });

  it("say in words what they are about", () => {
    expect([subjectOf(anAlert()), valueOf(anAlert(), "celsius"), limitOf(anAlert(), "celsius")]).toEqual(["memory use", "90\u202f%", "85\u202f%"]);
    const offline = anAlert({ type: "node-offline", value: 0, threshold: 0 });
    expect([subjectOf(offline), valueOf(offline, "celsius"), limitOf(offline, "celsius"), metricOf(offline)]).toEqual(["unreachable", "no answer", "", undefined]);
    const hot = anAlert({ type: "temperature", value: 81, threshold: 80 });
    expect([valueOf(hot, "celsius"), valueOf(hot, "fahrenheit"), limitOf(hot, "fahrenheit")]).toEqual(["81\u202f°C", "178\u202f°F", "176\u202f°F"]);
    expect(valueOf(anAlert({ type: "diskRead", value: 120.25 }), "celsius")).toBe("120.3 MB/s");
    expect(metricOf(anAlert({ type: "usage" }))).toBe("disk");
  });

  it("say where: the node, the sharing cluster, or the connection", () => {
    expect(whereOf(anAlert())).toBe("n1");
    expect(whereOf(anAlert({ node: "cluster" }))).toBe("lab, shared");
    expect(whereOf(anAlert({ node: "n1", resourceName: "n1" }))).toBe("lab");
    expect(whereOf(anAlert({ node: "dock1", resourceName: "dock1", instance: "Docker:dock1" }))).toBe("Docker");
    const gateway = { type: "message-age", instance: "mail", resourceName: "mail", node: "https://mx1:8006" };
    expect(whereOf(anAlert({ ...gateway, resourceId: "pmg-mail-mx2" }))).toBe("mx2");
    expect(whereOf(anAlert({ ...gateway, resourceId: "pmg-mail" }))).toBe("all nodes");
  });

  it("give the thing its mark unless it is worse by itself", () => {
    expect(statusOfAlert(anAlert({ acknowledged: true }), 1)).toBe("warning-seen");
    expect(statusOfGuest(aGuest(), [anAlert()], 1)).toBe("warning");
    expect(statusOfGuest(aGuest({ stale: true }), [anAlert({ acknowledged: true })], 1)).toBe("unknown");
  });
});
