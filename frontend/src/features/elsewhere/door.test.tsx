import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { Show } from "solid-js";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ElsewhereShell } from "../../api/elsewhere";
import { SessionProvider, createSession } from "../../live/session";
import { makeServer, refuse } from "../../test/server";
import ElsewhereDoor from "./ElsewhereDoor";

afterEach(() => {
  vi.unstubAllGlobals();
  delete window.go;
});

const state = (trouble?: object, more: object = {}) => ({ id: "n1", name: "nas.lan", url: "https://nas.lan:7655", trouble, ...more });

/** The door in front of a Pulse elsewhere whose gate answers what `answer` holds. */
async function stand(answer: { now: object }) {
  const calls: unknown[][] = [];
  const note = (name: string, result: object = {}) => (...args: unknown[]) => {
    calls.push([name, ...args]);
    return Promise.resolve(result);
  };
  const shell: ElsewhereShell = {
    List: () => Promise.resolve({ chosen: "n1", others: [{ id: "n1", name: "nas.lan" }, { id: "n2", name: "attic" }] }),
    Look: note("Look"),
    Meet: note("Meet", { met: { name: "nas.lan", version: "4.24.0", needs: "sign-in", hasPassword: true } }),
    Connect: note("Connect"),
    SignIn: (...args) => {
      answer.now = state();
      return note("SignIn")(...args);
    },
    Believe: (...args) => {
      answer.now = state();
      return note("Believe")(...args);
    },
    Use: note("Use"),
    Forget: note("Forget"),
    TryAgain: () => Promise.resolve(),
  };
  window.go = { app: { Elsewhere: shell } };
  const well = () => !("trouble" in answer.now) || answer.now.trouble === undefined;
  const gate = (fine: object | string) => () => (well() ? fine : refuse(502, { error: "nas.lan does not answer.", code: "elsewhere_unreachable" }));
  makeServer({
    "GET /api/local/elsewhere": () => answer.now,
    "GET /api/version": gate({ version: "4.24.0" }),
    "GET /api/security/status": gate({ hasAuthentication: true, requiresAuth: true, signedInBy: "token" }),
    "GET /api/config/nodes": gate([]),
  });
  const session = createSession({ url: "http://127.0.0.1:1", token: "t", elsewhere: "nas.lan" });
  await session.begin();
  render(() => (
    <SessionProvider session={session}>
      <MemoryRouter>
        <Route path="*" component={() => <Show when={session.phase() !== "in"} fallback={<p>inside</p>}><ElsewhereDoor name="nas.lan" /></Show>} />
      </MemoryRouter>
    </SessionProvider>
  ));
  return { calls, session };
}

describe("the door to a Pulse elsewhere", () => {
  it("says that it cannot be reached, and goes in by itself when it is back", async () => {
    const answer = { now: state({ kind: "unreachable", message: "nas.lan does not answer." }) };
    await stand(answer);
    expect(await screen.findByRole("heading", { name: "nas.lan cannot be reached." })).toBeVisible();
    expect(screen.getByText(/nas.lan does not answer/)).toBeVisible();
    answer.now = state();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("inside")).toBeVisible();
  });

  it("offers this computer and the others instead", async () => {
    const { calls } = await stand({ now: state({ kind: "unreachable", message: "gone" }) });
    await userEvent.click(await screen.findByRole("button", { name: "Use attic" }));
    await userEvent.click(screen.getByRole("button", { name: "Use this computer" }));
    expect(calls).toEqual([["Use", "n2"], ["Use", "here"]]);
    expect(screen.queryByRole("button", { name: "Use nas.lan" })).toBeNull();
  });

  it("shows both certificates, and believes the new one only when a person says so", async () => {
    const [before, now] = ["AA".concat(":AA".repeat(31)), "BB".concat(":BB".repeat(31))];
    const { calls } = await stand({ now: state({ kind: "certificate", message: "another" }, { pinned: before, shown: { fingerprint: now, subject: "CN=nas.lan" } }) });
    expect(await screen.findByRole("heading", { name: "nas.lan shows another certificate." })).toBeVisible();
    expect(screen.getAllByText("AA:AA")).toHaveLength(16);
    expect(screen.getAllByText("BB:BB")).toHaveLength(16);
    expect(calls).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "They match" }));
    expect(calls).toEqual([["Believe", "n1", now]]);
    expect(await screen.findByText("inside")).toBeVisible();
  });

  it("asks for the sign-in again when the token was deleted there", async () => {
    const { calls } = await stand({ now: state({ kind: "sign-in", message: "nas.lan no longer knows the token." }) });
    expect(await screen.findByRole("heading", { name: "Sign in at nas.lan" })).toBeVisible();
    await userEvent.type(await screen.findByLabelText("Name"), "admin");
    await userEvent.type(screen.getByLabelText("Password"), "secret");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByText("inside")).toBeVisible();
    expect(calls).toContainEqual(["SignIn", "n1", { user: "admin", password: "secret", token: "" }]);
  });
});
