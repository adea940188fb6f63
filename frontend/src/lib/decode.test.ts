import { describe, expect, it } from "vitest";
import { type Shape, listOf, mapOf, moment, number, object, oneOf, patch, text } from "./decode";

interface Thing {
  id: string;
  size?: number;
}

const thing: Shape<Thing> = { blank: () => ({ id: "" }), fields: { id: text, size: number } };

describe("decode", () => {
  it("takes over known fields of the right form and leaves the rest out", () => {
    expect(object(thing)({ id: "a", size: 3, other: true })).toEqual({ id: "a", size: 3 });
    expect(object(thing)({ id: 7, size: "3" })).toEqual({ id: "" });
    expect(object(thing)([])).toBeUndefined();
    expect(object(thing)(null)).toBeUndefined();
  });

  it("does not take members of the prototype for fields", () => {
    expect(object(thing)(JSON.parse('{"__proto__": {"size": 9}, "constructor": 1}'))).toEqual({ id: "" });
  });

  it("patches: null takes a field away, absence leaves it", () => {
    const target: Thing = { id: "a", size: 3 };
    patch(target, thing, { size: null });
    expect(target).toEqual({ id: "a" });
    patch(target, thing, { size: 4 });
    patch(target, thing, {});
    expect(target).toEqual({ id: "a", size: 4 });
  });

  it("reads times in both encodings and knows the unset one", () => {
    expect(moment("2025-10-14T12:00:00Z")).toBe(1760443200000);
    expect(moment(1760443200000)).toBe(1760443200000);
    expect(moment("0001-01-01T00:00:00Z")).toBeUndefined();
    expect(moment("yesterday")).toBeUndefined();
  });

  it("leaves out members of lists and maps that are not what they should be", () => {
    expect(listOf(number)([1, "2", NaN, 3])).toEqual([1, 3]);
    expect(mapOf(number)({ a: 1, b: "2" })).toEqual({ a: 1 });
    expect(oneOf("x", "y")("z")).toBeUndefined();
  });
});
