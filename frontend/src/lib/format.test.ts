import { describe, expect, it } from "vitest";
import { byteUnit, bytes, load, megabytesPerSecond, percent, rate, share } from "./format";

describe("format", () => {
  it.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1 KiB"],
    [12.4 * 1024 ** 3, "12.4 GiB"],
    [512 * 1024 ** 3, "512 GiB"],
    [1024 ** 4, "1 TiB"],
    [5000 * 1024 ** 5, "5000 PiB"],
  ])("writes %d bytes in IEC units as %s", (value, words) => {
    expect(bytes(value)).toBe(words);
  });

  it.each([[0, "B", 1], [1023, "B", 1], [1.5 * 1024 ** 4, "TiB", 1024 ** 4], [5000 * 1024 ** 5, "PiB", 1024 ** 5]])("has a unit for %d bytes", (value, name, size) => {
    expect(byteUnit(value)).toEqual({ name, size });
  });

  it("writes percentages with a narrow space", () => {
    expect(percent(96.6)).toBe("97\u202f%");
    expect(share(0.5)).toBe("50\u202f%");
  });

  it.each([
    [0, "0"],
    [12_000, "0.0"],
    [6_420_000, "6.4"],
    [36_500_000, "37"],
  ])("writes %d bytes a second in MB/s as %s", (value, words) => {
    expect(megabytesPerSecond(value)).toBe(words);
  });

  it("writes a dash for what nobody knows, never a zero", () => {
    for (const write of [bytes, percent, share, megabytesPerSecond, rate, load]) expect(write(undefined)).toBe("–");
  });
});
