import { screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import type { Computer } from "../../api/computer";
import { showPage } from "../../test/page";
import { ToastRegion } from "../../ui/Toast";
import ComputerPage from "./ComputerPage";

afterEach(() => delete window.go);

/** A window that keeps what is chosen, as the real one does. */
function makeWindow(change: Partial<Computer> = {}, refuse?: string) {
  let kept: Computer = { startAtLogin: false, critical: true, warning: true, resolved: true, keepWatching: true, ...change };
  const chosen: Computer[] = [];
  window.go = {
    app: {
      Shell: {
        Computer: () => Promise.resolve(kept),
        SetComputer: (next) => {
          chosen.push(next);
          if (refuse !== undefined) return Promise.reject(new Error(refuse));
          kept = next;
          return Promise.resolve();
        },
        TestNotice: () => Promise.resolve("The system took the notice."),
        Opening: () => Promise.resolve({ due: false }),
      },
    },
  };
  return chosen;
}

const show = () => showPage(() => (<><ComputerPage /><ToastRegion /></>), {});

describe("this computer", () => {
  it("is chosen at once and shown as the system has it", async () => {
    const chosen = makeWindow();
    show();
    const login = await screen.findByRole("checkbox", { name: /Start at login/ });
    expect(login).not.toBeChecked();
    await userEvent.click(login);
    expect(chosen).toEqual([{ startAtLogin: true, critical: true, warning: true, resolved: true, keepWatching: true }]);
    await expect.poll(() => screen.getByRole("checkbox", { name: /Start at login/ })).toBeChecked();
    await userEvent.click(screen.getByRole("checkbox", { name: "Warnings" }));
    expect(chosen[1]).toMatchObject({ warning: false, startAtLogin: true });
  });

  it("shows the true state again when a choice is refused", async () => {
    makeWindow({}, "the folder is read-only");
    show();
    await userEvent.click(await screen.findByRole("checkbox", { name: /Keep watching/ }));
    expect(await screen.findByText("the folder is read-only")).toBeVisible();
    await expect.poll(() => screen.getByRole("checkbox", { name: /Keep watching/ })).toBeChecked();
  });

  it("resumes notices and says what the system answered to a test", async () => {
    const chosen = makeWindow({ pausedUntil: Date.now() + 3_600_000 });
    show();
    await userEvent.click(await screen.findByRole("button", { name: "Resume" }));
    expect(chosen[0]?.pausedUntil).toBe(0);
    await userEvent.click(screen.getByRole("button", { name: "Show a test" }));
    expect(await screen.findByText("The system took the notice.")).toBeVisible();
  });

  it("says why the start at login is not possible", async () => {
    makeWindow({ loginProblem: "pulse-server is not installed" });
    show();
    expect(await screen.findByText("Not possible: pulse-server is not installed")).toBeVisible();
    expect(screen.getByRole("checkbox", { name: /Start at login/ })).toBeDisabled();
  });

  it("has nothing to choose in a browser", async () => {
    show();
    expect(await screen.findByText(/this is a browser/)).toBeVisible();
    expect(screen.queryByRole("link", { name: "This computer" })).toBeNull();
  });
});
