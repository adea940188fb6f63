import { render, screen } from "@solidjs/testing-library";
import { afterEach, describe, expect, it } from "vitest";
import { save } from "./save";
import { ToastRegion } from "./Toast";

afterEach(() => delete window.go);

describe("a table that cannot be saved", () => {
  it("says the reason that the window gave, which is plain text", async () => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the window refuses with plain text
    window.go = { app: { Shell: { Save: () => Promise.reject("save guests.csv: no space left on device") } } };
    render(() => <ToastRegion />);
    save("guests.csv", "name\n");
    expect(await screen.findByText("The file could not be saved. save guests.csv: no space left on device")).toBeVisible();
  });
});
