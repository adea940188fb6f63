import { describe, expect, it } from "vitest";
import { byNumber, byNumberDown, byText, groupBy, inOrder, sorted } from "./compare";

describe("orders", () => {
  it("puts web-2 before web-10", () => {
    expect(sorted(["web-10", "Web-2", "api"], byText((name) => name))).toEqual(["api", "Web-2", "web-10"]);
  });

  it("puts the unknown last in both directions", () => {
    const values = [3, undefined, 1, 2];
    expect(sorted(values, byNumber((value) => value))).toEqual([1, 2, 3, undefined]);
    expect(sorted(values, byNumberDown((value) => value))).toEqual([3, 2, 1, undefined]);
  });

  it("lets the next order decide between equals", () => {
    const order = inOrder<[number, string]>(byNumber(([n]) => n), byText(([, name]) => name));
    expect(sorted<[number, string]>([[1, "b"], [0, "z"], [1, "a"]], order)).toEqual([[0, "z"], [1, "a"], [1, "b"]]);
    expect(sorted<[number, string]>([[Infinity, "b"], [Infinity, "a"], [1, "c"]], order)).toEqual([[1, "c"], [Infinity, "a"], [Infinity, "b"]]);
  });

  it("groups in order of first appearance", () => {
    expect([...groupBy(["b1", "a1", "b2"], (name) => name.charAt(0))]).toEqual([["b", ["b1", "b2"]], ["a", ["a1"]]]);
  });
});
