import { MemoryRouter, Route, createMemoryHistory } from "@solidjs/router";
import { render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createOutsideLinks, openOutside } from "../../ui/outside";
import { ToastRegion } from "../../ui/Toast";
import { createWindowKeys, windowKeys } from "./windowKeys";

afterEach(() => {
  delete window.go;
  delete window.runtime;
});

/** The page in the desktop window, which notes what it is asked to do. */
function showWindow(refuse?: string) {
  const asked: string[] = [];
  const heard = new Map<string, (data?: unknown) => void>();
  const note = (what: string) => () => {
    asked.push(what);
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the window refuses with plain text
    return refuse === undefined ? Promise.resolve() : Promise.reject(refuse);
  };
  window.go = {
    app: {
      Shell: {
        OpenExternal: (address) => note(`open ${address}`)(),
        Zoom: (by) => note(`zoom ${by}`)().then(() => 110),
        FullScreen: note("full screen"),
        Close: note("close"),
        Quit: note("quit"),
      },
    },
  };
  window.runtime = {
    EventsOn: (name, act) => {
      heard.set(name, act);
      return () => heard.delete(name);
    },
  };
  const history = createMemoryHistory();
  const Content = () => {
    createWindowKeys();
    createOutsideLinks();
    return (
      <>
        <a href="https://pve1.test:8006/#v1">console</a>
        <a href="mailto:ann@pulse.test">mail</a>
        <a href="/guests?q=web">guests</a>
        <ToastRegion />
      </>
    );
  };
  render(() => (
    <MemoryRouter history={history}>
      <Route path="*" component={Content} />
    </MemoryRouter>
  ));
  return { asked, heard, history };
}

describe("the desktop window", () => {
  it("acts on its keys", async () => {
    const { asked, history } = showWindow();
    await userEvent.keyboard("{Control>}+-0wq,{/Control}{F11}");
    expect(asked).toEqual(["zoom 1", "zoom -1", "zoom 0", "close", "quit", "full screen"]);
    expect(history.get()).toBe("/settings");
    expect(await screen.findAllByText("110 %")).not.toHaveLength(0);
  });

  it("leaves other keys to the page", async () => {
    const { asked } = showWindow();
    await userEvent.keyboard("+-0wq{Alt>}w{/Alt}{Meta>}q{/Meta}");
    expect(asked).toEqual([]);
  });

  it("goes where its menu says", async () => {
    const { heard, history } = showWindow();
    heard.get("pulse:go")?.("/backups");
    await waitFor(() => expect(history.get()).toBe("/backups"));
  });

  it("opens addresses of others in the browser and its own in place", async () => {
    const { asked, history } = showWindow();
    await userEvent.click(screen.getByText("console"));
    await userEvent.click(screen.getByText("mail"));
    expect(asked).toEqual(["open https://pve1.test:8006/#v1", "open mailto:ann@pulse.test"]);
    await userEvent.keyboard("{Control>}");
    await userEvent.click(screen.getByText("guests"));
    await userEvent.keyboard("{/Control}");
    expect(history.get()).toBe("/guests?q=web");
  });

  it("says why the system did not open an address", async () => {
    showWindow("no program for addresses was found");
    openOutside("https://pve1.test:8006");
    expect(await screen.findByText("no program for addresses was found")).toBeVisible();
  });

  it("lists its keys, which a browser does not have", () => {
    expect(windowKeys()).toEqual([]);
    showWindow();
    expect(windowKeys().map(([keys]) => keys.join(" "))).toEqual(["Ctrl R", "Ctrl +", "Ctrl −", "Ctrl 0", "F11", "Alt ←", "Alt →", "Ctrl ,", "Ctrl W", "Ctrl Q"]);
  });
});

describe("a browser", () => {
  it("opens addresses in another tab", () => {
    const opened = vi.spyOn(window, "open").mockReturnValue(null);
    openOutside("https://pve1.test:8006");
    expect(opened).toHaveBeenCalledWith("https://pve1.test:8006", "_blank", "noopener");
  });
});
