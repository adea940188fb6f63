import { describe, expect, it } from "vitest";
import { aGuest, aStorage } from "../test/rows";
import { type BackupLists, backupTaskShape, guestSnapshotShape, mapped, pbsBackupShape, storageBackupShape } from "./backups";
import { backupBoard, backupSentence, backupTotals } from "./backupBoard";
import { copiesByGuest } from "./copies";
import { isLate, lastNights, sizeJump } from "./nights";
import type { Guest } from "./types";

const hour = 3_600_000;
const day = 24 * hour;
const now = new Date(2026, 10, 20, 10).getTime();
const lastNight = new Date(2026, 10, 20, 2).getTime();
const iso = (at: number) => new Date(at).toISOString();

interface Parts {
  storage?: object[];
  tasks?: object[];
  snapshots?: object[];
  server?: object[];
}

function lists({ storage = [], tasks = [], snapshots = [], server = [] }: Parts): BackupLists {
  return {
    backupTasks: mapped(tasks, backupTaskShape),
    storageBackups: mapped(storage, storageBackupShape),
    guestSnapshots: mapped(snapshots, guestSnapshotShape),
    pbsBackups: mapped(server, pbsBackupShape),
  };
}

const local = (at: number, fields: object = {}) => ({ id: `s${at}`, storage: "nas", instance: "lab", vmid: 100, time: iso(at), size: 10, ...fields });
const remote = (at: number, fields: object = {}) => ({ id: `r${at}`, instance: "vault", datastore: "main", namespace: "", backupType: "vm", vmid: "100", backupTime: iso(at), size: 10, verified: true, ...fields });
const daily = (make: (at: number) => object, nights: number, from = lastNight) => Array.from({ length: nights }, (_, back) => make(from - back * day));
const board = (parts: Parts, guests: Guest[] = [aGuest()], storages = [aStorage()]) => backupBoard(lists(parts), guests, storages, now);

describe("copies of a guest", () => {
  it("count once when the hypervisor and the server both list them, with the verdict of either", () => {
    const parts = { storage: [local(lastNight, { isPBS: true, verification: "failed", encryption: "1" })], server: [remote(lastNight, { verified: false })] };
    const copies = copiesByGuest(lists(parts), [aGuest()]).get("lab-n1-100");
    expect(copies).toEqual([expect.objectContaining({ where: "vault / main", onServer: true, verified: "failed", encrypted: true })]);
  });

  it("on a server belong to the guest whose hypervisor lists them when two guests have the number", () => {
    const guests = [aGuest(), aGuest({ id: "other-n1-100", instance: "other" })];
    const parts = { storage: [local(lastNight, { isPBS: true, instance: "other" })], server: [remote(lastNight), remote(lastNight - day), remote(lastNight - 2 * day, { namespace: "lab/daily" })] };
    const copies = copiesByGuest(lists(parts), guests);
    expect(copies.get("other-n1-100")?.map(({ at }) => at)).toEqual([lastNight]);
    expect(copies.get("lab-n1-100")?.map(({ at }) => at)).toEqual([lastNight - 2 * day]);
  });

  it("are newest first wherever they are", () => {
    const copies = copiesByGuest(lists({ storage: [local(lastNight - day)], server: [remote(lastNight)] }), [aGuest()]).get("lab-n1-100");
    expect(copies?.map(({ onServer }) => onServer)).toEqual([true, false]);
  });
});

describe("the nights", () => {
  it("end today and go from noon to noon", () => {
    const { days, starts } = lastNights(now);
    expect([days.length, days[13]?.getDate(), starts[13]]).toEqual([14, 20, new Date(2026, 10, 19, 12).getTime()]);
  });

  it("show the best of each: verified before not verified, a copy before a failure", () => {
    const failedRun = { id: "t", instance: "lab", vmid: 100, status: "no space", error: "no space", startTime: iso(lastNight - hour), endTime: iso(lastNight) };
    const [row] = board({ server: [remote(lastNight), remote(lastNight - day, { verified: false })], storage: [local(lastNight - 2 * day)], tasks: [failedRun] }).rows;
    expect(row?.nights.slice(-4)).toEqual(["none", "local", "server", "verified"]);
  });

  it("tell that the next copy is late only when the usual time has passed", () => {
    const copies = (last: number) => Array.from({ length: 5 }, (_, back) => ({ id: String(back), at: last - back * day, onServer: true, where: "x", protected: false, encrypted: false, stale: false }));
    expect([isLate(copies(now - 25 * hour), now), isLate(copies(now - 28 * hour), now), isLate(copies(now - 90 * hour).slice(0, 2), now)]).toEqual([false, true, false]);
  });

  it("compare sizes only with those in the same place", () => {
    const copy = (size: number, where: string) => ({ id: "", at: 0, size, onServer: true, where, protected: false, encrypted: false, stale: false });
    const before = [10, 11, 10].map((size) => copy(size, "main"));
    expect([sizeJump([copy(21, "main"), ...before]), sizeJump([copy(21, "nas"), ...before]), sizeJump([copy(12, "main"), ...before])]).toEqual([2.1, undefined, undefined]);
  });
});

describe("the verdict on a guest's backups", () => {
  const failedAt = (at: number) => ({ id: `t${at}`, node: "n1", instance: "lab", vmid: 100, status: "no space", error: "no space", startTime: iso(at), endTime: iso(at + hour) });

  it.each([
    ["good after its usual backup", { server: daily(remote, 5) }, "good", undefined],
    ["failed when the last run did, with its reason", { server: daily(remote, 5, lastNight - day), tasks: [failedAt(lastNight)] }, "failed", "no space"],
    ["good again once a copy followed the failure", { server: daily(remote, 5), tasks: [failedAt(lastNight - day)] }, "good", undefined],
    ["bad when the newest does not verify", { storage: [local(lastNight, { verification: "failed" })] }, "bad", "The newest on nas does not verify"],
    ["late when the usual one did not come", { server: daily(remote, 5, lastNight - 2 * day) }, "late", "The usual one did not come"],
    ["none when none is known", {}, "none", "No backup is known"],
    ["running while it is made", { tasks: [{ id: "t", instance: "lab", vmid: 100, status: "", startTime: iso(now - hour), endTime: "0001-01-01T00:00:00Z" }] }, "running", undefined],
    ["unknown when the list is an old one", { server: daily(remote, 5, lastNight - 2 * day).map((copy) => ({ ...copy, stale: true })) }, "unknown", "Its list could not be read again"],
  ] as const)("is %s", (_name, parts, verdict, reason) => {
    expect(board(parts as Parts).rows[0]).toMatchObject({ verdict, ...(reason === undefined ? {} : { reason }) });
  });

  it("is unknown, not missing, when backups of its connection may not be seen", () => {
    const { rows, hidden } = board({}, [aGuest()], [aStorage({ name: "nas", backupsHidden: true })]);
    expect(rows[0]).toMatchObject({ verdict: "unknown", status: "unknown", reason: "Backups on nas may not be seen" });
    expect(hidden).toHaveLength(1);
  });
});

describe("the sentence over the board", () => {
  const guests = [aGuest(), aGuest({ id: "b", vmid: 101, name: "ntp" })];

  it("names what went wrong", () => {
    expect(backupSentence(board({ server: daily(remote, 5, lastNight - 2 * day) }, guests))).toBe("One did not run and ntp has none.");
    expect(backupSentence(board({ server: daily(remote, 5) }, guests))).toBe("ntp has none.");
  });

  it("says that all is well, and counts", () => {
    const fine = board({ server: daily(remote, 5) });
    expect([backupSentence(fine), backupTotals(fine)]).toEqual(["Every guest has its usual backup.", "1 of 1 guests is good for last night."]);
  });

  it("does not call missing what it cannot know", () => {
    expect(backupSentence(board({}, guests, [aStorage({ backupsHidden: true })]))).toBe("Of two guests it is not known whether they have a backup.");
  });
});
