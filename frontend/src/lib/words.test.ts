import { describe, expect, it } from "vitest";
import { capital, counted, inWords, listed } from "./words";

describe("words", () => {
  it("counts in words up to twelve", () => {
    expect([0, 2, 12, 13].map(inWords)).toEqual(["no", "two", "twelve", "13"]);
  });

  it("chooses the noun by the count", () => {
    expect([counted(1, "guest"), counted(2, "guest"), counted(2, "more try", "more tries")]).toEqual(["1 guest", "2 guests", "2 more tries"]);
  });

  it("writes lists and sentences", () => {
    expect([listed([]), listed(["a"]), listed(["a", "b", "c"]), capital("two")]).toEqual(["", "a", "a, b and c", "Two"]);
  });
});
