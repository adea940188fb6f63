import { describe, expect, it } from "vitest";
import { object } from "../lib/decode";
import { alertShape, guestShape, rowsOf, storageShape } from "./shapes";

describe("rows of the feed", () => {
  it("take tags as text with commas or as a list", () => {
    expect(object(guestShape)({ id: "a", tags: "prod, web" })?.tags).toEqual(["prod", "web"]);
    expect(object(guestShape)({ id: "a", tags: ["prod"] })?.tags).toEqual(["prod"]);
  });

  it("do not know the use of a disk of which only the size is known", () => {
    expect(object(guestShape)({ id: "a", disk: { total: 10, used: 0, free: 0, usage: -1 } })?.disk).toEqual({ total: 10, used: 0 });
  });

  it("read times of alerts as milliseconds", () => {
    expect(object(alertShape)({ id: "a", startTime: "2025-10-14T12:00:00Z", ackTime: "0001-01-01T00:00:00Z" })).toMatchObject({ startTime: 1760443200000 });
  });

  it("keep a status that they do not know", () => {
    expect(object(storageShape)({ id: "s", status: "exploded", content: "iso,backup" })).toMatchObject({ status: "exploded", content: ["iso", "backup"] });
  });

  it("need an id, and may come as a list or keyed", () => {
    expect(rowsOf([{ id: "a" }, { name: "no id" }, null, { id: "" }])).toEqual([{ id: "a" }]);
    expect(rowsOf({ a: { id: "a" } })).toEqual([{ id: "a" }]);
    expect(rowsOf(undefined)).toEqual([]);
  });
});
