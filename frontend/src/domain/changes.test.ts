import { describe, expect, it } from "vitest";
import { type Change, isNews, kindWord, statusOfChange } from "./changes";

const change = (fields: Partial<Change>): Change => ({ at: 1, resourceId: "a", kind: "task", text: "b", ...fields });

describe("a change", () => {
  it("has the mark of what it means", () => {
    expect([change({ kind: "started" }), change({ kind: "stopped" }), change({ kind: "config" }), change({ kind: "backup", status: "job errors" })].map(statusOfChange)).toEqual(["running", "stopped", "planned", "warning-seen"]);
    expect([kindWord(change({ kind: "moved" })), kindWord(change({ kind: "tide" }))]).toEqual(["Moved", "tide"]);
  });

  it("is news unless it is the daily work of a server that went well", () => {
    expect([change({ kind: "backup", status: "OK" }), change({ kind: "backup", status: "WARNINGS: 1" }), change({}), change({ kind: "backup", status: "no space" }), change({ kind: "stopped" })].map(isNews)).toEqual([false, false, false, true, true]);
  });
});
