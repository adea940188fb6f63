import { createRoot } from "solid-js";
import { describe, expect, it, vi } from "vitest";
import { type SavedServer, type ServerInput, type ServerProbe, createServerFlow } from "./serverFlow";

function start(answers: ServerProbe[], saved?: SavedServer) {
  const tried: ServerInput[] = [];
  const save = vi.fn<(input: ServerInput) => Promise<void>>(() => Promise.resolve());
  const flow = createRoot(() =>
    createServerFlow(
      {
        probe: (input) => {
          tried.push(input);
          const answer = answers.shift();
          return answer === undefined ? Promise.reject(new Error("no more answers")) : Promise.resolve(answer);
        },
        save,
        words: (error) => (error instanceof Error ? error.message : "?"),
      },
      saved,
    ),
  );
  return { flow, tried, save };
}

const needsAccess: ServerProbe = { ok: false, message: "Authentication credentials required" };
const found: ServerProbe = { ok: true, message: "", clusterName: "corvid", nodeCount: 3 };

describe("adding a server", () => {
  it("goes from address over certificate and access to the name, and pins what was compared", async () => {
    const { flow, tried, save } = start([{ ...needsAccess, fingerprint: "AA:BB", trusted: false }, found]);
    flow.set({ host: " pve.example.org " });
    await flow.lookAtAddress();
    expect(flow.step()).toBe("certificate");
    flow.confirmCertificate();
    flow.set({ tokenName: "pulse@pve!pulse", tokenValue: "secret" });
    await flow.tryAccess();
    expect([flow.step(), flow.draft.name]).toEqual(["name", "corvid"]);
    await flow.save();
    const access = { type: "pve", host: "pve.example.org", fingerprint: "AA:BB", verifySSL: true, tokenName: "pulse@pve!pulse", tokenValue: "secret" };
    expect(tried).toEqual([{ type: "pve", host: "pve.example.org" }, access]);
    expect(save).toHaveBeenCalledWith({ ...access, name: "corvid" });
  });

  it("skips the comparison when an authority has signed the certificate", async () => {
    const { flow } = start([{ ...needsAccess, fingerprint: "AA:BB", trusted: true }]);
    flow.set({ host: "pve.example.org" });
    await flow.lookAtAddress();
    expect([flow.step(), flow.draft.trust]).toEqual(["access", "verify"]);
  });

  it("asks about the certificate when it could not be read", async () => {
    const { flow } = start([needsAccess]);
    flow.set({ host: "pve.example.org" });
    await flow.lookAtAddress();
    expect([flow.step(), flow.error()]).toEqual(["certificate", undefined]);
  });

  it("stays at the address when nobody answers there, and says why", async () => {
    const { flow } = start([{ ok: false, message: "no route to host" }]);
    flow.set({ host: "10.0.0.9" });
    await flow.lookAtAddress();
    expect([flow.step(), flow.error(), flow.busy()]).toEqual(["address", "no route to host", false]);
    flow.set({ host: "10.0.0.8" });
    expect(flow.error()).toBeUndefined();
  });

  it("stays at the access when it is refused", async () => {
    const { flow } = start([{ ...needsAccess, fingerprint: "AA", trusted: true }, { ok: false, message: "the token is wrong" }]);
    flow.set({ host: "h" });
    await flow.lookAtAddress();
    flow.set({ tokenName: "t", tokenValue: "v" });
    await flow.tryAccess();
    expect([flow.step(), flow.error()]).toEqual(["access", "the token is wrong"]);
  });

  it("keeps what was thrown as words on its step", async () => {
    const { flow } = start([]);
    await flow.lookAtAddress();
    expect([flow.step(), flow.error()]).toEqual(["address", "no more answers"]);
  });
});

describe("adding a server of another kind", () => {
  it("asks a mail gateway for a name and a password, never for a token", async () => {
    const { flow, tried } = start([{ ...needsAccess, fingerprint: "AA", trusted: true }, { ok: true, message: "", version: "8.2" }]);
    flow.chooseKind("pmg");
    flow.set({ host: "mx.example.org" });
    await flow.lookAtAddress();
    expect(flow.draft.access).toBe("password");
    flow.set({ user: "pulse@pmg", password: "secret" });
    await flow.tryAccess();
    expect(tried[1]).toEqual({ type: "pmg", host: "mx.example.org", fingerprint: "", verifySSL: true, user: "pulse@pmg", password: "secret" });
    expect([flow.step(), flow.draft.name]).toEqual(["name", "mx"]);
  });

  it("says at the address that the server does not take that kind", async () => {
    const { flow } = start([{ ok: false, message: "Invalid node type" }]);
    flow.chooseKind("pbs");
    flow.set({ host: "pbs.example.org" });
    await flow.lookAtAddress();
    expect([flow.step(), flow.error()]).toEqual(["address", "Invalid node type"]);
  });
});

describe("changing a server", () => {
  const saved: SavedServer = { name: "lab", host: "https://n1:8006", tokenName: "pulse@pve!pulse", fingerprint: "AA:BB", verifySSL: true };

  it("begins with everything done and leaves the secret alone", async () => {
    const { flow, save, tried } = start([], saved);
    expect([flow.step(), flow.stateOf("access")]).toEqual(["name", "done"]);
    flow.set({ name: "home" });
    await flow.save();
    expect(save).toHaveBeenCalledWith({ type: "pve", host: "https://n1:8006", fingerprint: "AA:BB", verifySSL: true, name: "home" });
    expect(tried).toEqual([]);
  });

  it("tries a new secret before it is saved", async () => {
    const { flow, tried } = start([found], saved);
    flow.goTo("access");
    flow.set({ tokenValue: "new" });
    await flow.tryAccess();
    expect(tried[0]).toMatchObject({ tokenName: "pulse@pve!pulse", tokenValue: "new" });
    expect([flow.step(), flow.draft.name]).toEqual(["name", "lab"]);
  });

  it("takes the pin away when an authority is to be believed instead", async () => {
    const { flow, save } = start([], saved);
    flow.set({ trust: "verify" });
    await flow.save();
    expect(save).toHaveBeenCalledWith(expect.objectContaining({ fingerprint: "", verifySSL: true }));
  });
});
