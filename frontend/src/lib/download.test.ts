import { afterEach, describe, expect, it, vi } from "vitest";
import { download } from "./download";

afterEach(() => delete window.go);

describe("a download", () => {
  it("is saved by the desktop window where there is one", async () => {
    const save = vi.fn(() => Promise.resolve(true));
    const address = vi.fn(() => "blob:x");
    Object.assign(URL, { createObjectURL: address, revokeObjectURL: () => undefined });
    window.go = { app: { Shell: { Save: save } } };
    await download("guests.csv", "name\n");
    expect(save).toHaveBeenCalledWith("guests.csv", "name\n");
    expect(address).not.toHaveBeenCalled();
  });

  it("goes through the browser elsewhere", async () => {
    const address = vi.fn(() => "blob:x");
    Object.assign(URL, { createObjectURL: address, revokeObjectURL: () => undefined });
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    await download("guests.csv", "name\n");
    expect([address.mock.calls.length, clicked.mock.calls.length]).toEqual([1, 1]);
  });

  it("tells the caller why it could not be saved", async () => {
    window.go = { app: { Shell: { Save: () => Promise.reject(new Error("save guests.csv: permission denied")) } } };
    await expect(download("guests.csv", "x")).rejects.toThrow("permission denied");
  });
});

describe("a download in the window", () => {
  it("tells whether the person chose a place", async () => {
    window.go = { app: { Shell: { Save: () => Promise.resolve(false) } } };
    expect(await download("guests.csv", "x")).toBe(false);
  });
});
