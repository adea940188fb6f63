import { screen, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ServiceOutcome, ServiceShell, ServiceState } from "../../api/osService";
import { showPage } from "../../test/page";
import { ToastRegion } from "../../ui/Toast";
import { ServiceSection } from "./ServiceSection";

const none: ServiceState = { state: "none", shown: false, ownData: true, dataDir: "/home/ana/pulse", folder: "/var/lib/pulse", command: "sudo pulse-server install --from /home/ana/pulse" };
const running: ServiceState = { ...none, state: "running", shown: true, ownData: false, url: "http://127.0.0.1:7655" };

/** A window whose service becomes what a step leads to. */
function makeShell(first: ServiceState, next: ServiceState = first, outcome: Partial<ServiceOutcome> = {}) {
  let now = first;
  const asked: string[] = [];
  const step = (name: string) => {
    asked.push(name);
    if (outcome.problem === undefined) now = next;
    return Promise.resolve({ notes: [], ...outcome });
  };
  const shell: ServiceShell = {
    State: () => Promise.resolve(now),
    Install: () => step("install"),
    Remove: () => step("remove"),
    Control: (action) => step(action),
  };
  showPage(() => (<><ServiceSection shell={shell} /><ToastRegion /></>), {});
  return asked;
}

const confirm = async (name: string) => userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name }));

describe("run as a service", () => {
  it("says what changes before it asks, and shows the service afterwards", async () => {
    const asked = makeShell(none, running);
    expect(await screen.findByText(/move from \/home\/ana\/pulse to \/var\/lib\/pulse/)).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Install the service…" }));
    expect(asked).toEqual([]);
    await confirm("Install");
    expect(await screen.findByText(/running at http:\/\/127.0.0.1:7655, and this window shows it/)).toBeVisible();
    expect(asked).toEqual(["install"]);
  });

  it("gives the reason and the command to type when the rights are refused", async () => {
    makeShell(none, running, { problem: "Nothing has changed: the rights were not granted.", command: none.command });
    await userEvent.click(await screen.findByRole("button", { name: "Install the service…" }));
    await confirm("Install");
    expect(await screen.findByRole("alert")).toHaveTextContent("the rights were not granted");
    expect(screen.getByText("sudo pulse-server install --from /home/ana/pulse")).toBeVisible();
    expect(screen.getByRole("button", { name: "Install the service…" })).toBeEnabled();
  });

  it("starts what does not answer", async () => {
    const asked = makeShell({ ...running, state: "silent" }, running);
    expect(await screen.findByText(/does not answer/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Stop" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Start" }));
    expect(await screen.findByRole("button", { name: "Stop" })).toBeVisible();
    expect(asked).toEqual(["start"]);
  });

  it("removes the service after saying where the data goes", async () => {
    const asked = makeShell(running, none);
    await userEvent.click(await screen.findByRole("button", { name: "Remove the service…" }));
    expect(await screen.findByText(/come back to \/home\/ana\/pulse/)).toBeVisible();
    await confirm("Remove");
    expect(await screen.findByRole("button", { name: "Install the service…" })).toBeVisible();
    expect(asked).toEqual(["remove"]);
  });

  it("cannot install without the program or where nothing certain is known", async () => {
    makeShell({ ...none, command: undefined, problem: "service.json is not believed" });
    expect(await screen.findByText("service.json is not believed")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Install the service…" })).toBeNull();
  });
});
