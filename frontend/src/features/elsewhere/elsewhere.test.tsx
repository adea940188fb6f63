import { fireEvent, screen, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import type { Credentials, ElsewhereShell } from "../../api/elsewhere";
import { showPage } from "../../test/page";
import { ToastRegion } from "../../ui/Toast";
import ElsewherePage from "./ElsewherePage";

afterEach(() => delete window.go);

const print = Array.from({ length: 32 }, (_, i) => i.toString(16).padStart(2, "0").toUpperCase()).join(":");
const nas = { id: "n1", name: "nas.lan", url: "https://nas.lan:7655", fingerprint: print, keptIn: "store" };

/** A window that knows the given Pulses. */
function makeWindow(others: object[] = [], change: Partial<ElsewhereShell> = {}) {
  const calls: unknown[][] = [];
  const note =
    (name: string, answer: object = {}) =>
    (...args: unknown[]) => {
      calls.push([name, ...args]);
      return Promise.resolve(answer);
    };
  const shell: ElsewhereShell = {
    List: () => Promise.resolve({ chosen: "here", ownData: true, others }),
    Look: note("Look", { seen: { url: "https://nas.lan:7655", certificate: { fingerprint: print, trusted: false, subject: "CN=nas.lan", from: new Date(2026, 0, 2).getTime(), until: new Date(2036, 0, 2).getTime() } } }),
    Meet: note("Meet", { met: { url: "https://nas.lan:7655", name: "nas.lan", version: "4.24.0", needs: "sign-in", hasPassword: true } }),
    Connect: note("Connect", { keptIn: "store" }),
    SignIn: note("SignIn"),
    Believe: note("Believe"),
    Use: note("Use"),
    Forget: note("Forget"),
    TryAgain: () => Promise.resolve(),
    ...change,
  };
  window.go = { app: { Elsewhere: shell } };
  return { calls, named: (name: string) => calls.filter(([called]) => called === name) };
}

const show = () => showPage(() => (<><ElsewherePage /><ToastRegion /></>), {});

async function typeAddress(address: string) {
  await userEvent.click(await screen.findByRole("button", { name: "Connect" }));
  await expect.poll(() => document.activeElement).toBe(screen.getByLabelText("Address of the other Pulse"));
  await userEvent.keyboard(address);
  await userEvent.click(screen.getByRole("button", { name: "Go on" }));
}

describe("other Pulse servers", () => {
  it("connects after the certificate was compared, and keeps the password to itself", async () => {
    const { named } = makeWindow();
    show();
    await typeAddress("nas.lan");
    expect(await screen.findByText("CN=nas.lan")).toBeVisible();
    expect(screen.getByText("2 Jan 2026 to 2 Jan 2036")).toBeVisible();
    expect(screen.getByText("00:01")).toBeVisible();
    expect(named("Meet")).toEqual([]); // nothing was sent so far
    await userEvent.click(screen.getByRole("button", { name: "They match" }));
    await userEvent.type(await screen.findByLabelText("Name"), "admin");
    await userEvent.type(screen.getByLabelText("Password"), "secret");
    await userEvent.click(screen.getByRole("button", { name: "Connect" }));
    expect(await screen.findByText(/Connected/)).toBeVisible();
    const by: Credentials = { user: "admin", password: "secret", token: "" };
    expect(named("Connect")).toEqual([["Connect", "https://nas.lan:7655", print, by]]);
    expect(document.body.innerHTML).not.toContain("secret");
  });

  it("asks for no comparison where an authority vouches, and pins nothing", async () => {
    const { named } = makeWindow([], {
      Meet: () => Promise.resolve({ met: { url: "https://pulse.example", name: "pulse.example", version: "4.24.0", needs: "sign-in", hasPassword: true } }),
      Look: () => Promise.resolve({ seen: { url: "https://pulse.example/alerts", certificate: { fingerprint: print, trusted: true, subject: "CN=pulse.example" } } }),
    });
    show();
    await typeAddress("https://pulse.example");
    await userEvent.click(await screen.findByLabelText("An API token"));
    await userEvent.type(screen.getByLabelText("API token"), "pulse_abc");
    await userEvent.click(screen.getByRole("button", { name: "Connect" }));
    expect(named("Connect")).toEqual([["Connect", "https://pulse.example", "", { user: "", password: "", token: "pulse_abc" }]]);
  });

  it("warns plainly where nothing is encrypted, before anything is sent", async () => {
    const { named } = makeWindow([], { Look: () => Promise.resolve({ seen: { url: "http://nas.lan:7655" } }) });
    show();
    await typeAddress("nas.lan");
    expect(await screen.findByText(/does not encrypt/)).toBeVisible();
    expect(named("Meet")).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Use it without encryption" }));
    expect(named("Meet")).toEqual([["Meet", "http://nas.lan:7655", ""]]);
  });

  it("says at each field what is wrong with it", async () => {
    const problems: Record<string, object> = {
      address: { problem: { field: "address", message: "No computer is called nas." } },
      password: { problem: { field: "password", message: "nas.lan refused this name and password." } },
    };
    makeWindow([], { Look: () => Promise.resolve(problems.address) });
    show();
    await typeAddress("nas");
    expect(await screen.findByText("No computer is called nas.")).toBeVisible();
    expect(screen.getByLabelText("Address of the other Pulse")).toBeInvalid();

    const { named } = makeWindow([], { Connect: () => Promise.resolve(problems.password) });
    document.body.replaceChildren();
    show();
    await typeAddress("nas");
    await userEvent.click(await screen.findByRole("button", { name: "They match" }));
    await userEvent.type(await screen.findByLabelText("Name"), "admin");
    await userEvent.type(screen.getByLabelText("Password"), "wrong");
    await userEvent.click(screen.getByRole("button", { name: "Connect" }));
    expect(await screen.findByText("nas.lan refused this name and password.")).toBeVisible();
    expect(screen.getByLabelText("Password")).toBeInvalid();
    expect(named("Look")).toHaveLength(1);
  });

  it("goes back to the address when the certificates differ", async () => {
    const { named } = makeWindow();
    show();
    await typeAddress("nas.lan");
    await userEvent.click(await screen.findByRole("button", { name: "They differ" }));
    expect(screen.getByText(/not the certificate of your Pulse/)).toBeVisible();
    expect(named("Meet")).toEqual([]);
  });

  it("shows where each token is kept, and switches", async () => {
    const { named } = makeWindow([{ id: "service", name: "the service of this computer", url: "http://127.0.0.1:7655", service: true }, nas, { ...nas, id: "n2", name: "attic", keptIn: "file" }]);
    show();
    const items = await screen.findAllByRole("listitem").then((all) => all.filter((item) => item.textContent.includes("Show")));
    expect(items.map((item) => item.querySelector("strong")?.textContent)).toEqual(["This computer", "The service of this computer", "nas.lan", "attic"]);
    expect(items[0]).toHaveAttribute("aria-current", "true");
    expect(screen.getByText(/token in the key store/)).toBeVisible();
    expect(screen.getByText(/token in a file that only this account can read/)).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Show nas.lan" }));
    expect(named("Use")).toEqual([["Use", "n1"]]);
    expect(await screen.findByText("The window shows nas.lan in a moment.")).toBeVisible();
  });

  it("forgets only after a question, and names the token that is left", async () => {
    const { named } = makeWindow([nas], { Forget: () => Promise.resolve({ left: "Pulse desktop on desk" }) });
    show();
    await userEvent.click(await screen.findByRole("button", { name: "Forget nas.lan" }));
    expect(named("Forget")).toEqual([]);
    fireEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Forget" }));
    expect(await screen.findByText(/delete its token "Pulse desktop on desk" there/)).toBeVisible();
  });

  it("has nothing to choose in a browser", async () => {
    show();
    expect(await screen.findByText(/this is a browser/)).toBeVisible();
  });
});
