import { describe, expect, it } from "vitest";
import { cellsWithin } from "./Cells";

describe("cells in a line", () => {
  it.each([
    ["before anything is measured", undefined, 40, 40],
    ["when all have room", 118, 10, 10],
    ["with room for a count when they have not", 118, 11, 7],
    ["where there is room for hardly anything", 20, 11, 0],
  ])("%s", (_, width, count, shown) => {
    expect(cellsWithin(width, count)).toBe(shown);
  });
});
