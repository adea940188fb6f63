import { createRoot } from "solid-js";
import { describe, expect, it, vi } from "vitest";
import { type SavedServer, type ServerInput, shortNameOf } from "./serverDraft";
import { type ServerLook, type ServerProbe, createServerFlow } from "./serverFlow";

/** What stands at the address of a self-signed server. */
const selfSigned: ServerLook = { reachable: true, encrypted: true, fingerprint: "AA:BB", trusted: false };
const trusted: ServerLook = { ...selfSigned, trusted: true };

function start(looks: ServerLook[], answers: ServerProbe[] = [], saved?: SavedServer) {
  const tried: ServerInput[] = [];
  const looked: string[] = [];
  const save = vi.fn<(input: ServerInput) => Promise<void>>(() => Promise.resolve());
  const flow = createRoot(() =>
    createServerFlow(
      {
        look: (type, host) => {
          looked.push(`${type} ${host}`);
          const look = looks.shift();
          return look === undefined ? Promise.reject(new Error("no more answers")) : Promise.resolve(look);
        },
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
  return { flow, tried, looked, save };
}

const found: ServerProbe = { ok: true, message: "", clusterName: "corvid", nodeCount: 3 };

describe("adding a server", () => {
  it("goes from address over certificate and access to the name, and pins what was compared", async () => {
    const { flow, tried, looked, save } = start([selfSigned], [found]);
    flow.set({ host: " pve.example.org " });
    await flow.lookAtAddress();
    expect(flow.step()).toBe("certificate");
    flow.confirmCertificate();
    flow.set({ tokenName: "pulse@pve!pulse", tokenValue: "secret" });
    await flow.tryAccess();
    expect([flow.step(), flow.draft.name]).toEqual(["name", "corvid"]);
    await flow.save();
    const access = { type: "pve", host: "pve.example.org", fingerprint: "AA:BB", verifySSL: true, tokenName: "pulse@pve!pulse", tokenValue: "secret" };
    expect([looked, tried]).toEqual([["pve pve.example.org"], [access]]);
    expect(save).toHaveBeenCalledWith({ ...access, name: "corvid" });
  });

  it("skips the comparison when an authority has signed the certificate", async () => {
    const { flow } = start([trusted]);
    flow.set({ host: "pve.example.org" });
    await flow.lookAtAddress();
    expect([flow.step(), flow.draft.trust]).toEqual(["access", "verify"]);
  });

  it("warns before it goes on without encryption", async () => {
    const { flow } = start([{ reachable: true, encrypted: false, trusted: false }]);
    flow.set({ host: "http://pve.example.org" });
    await flow.lookAtAddress();
    expect([flow.step(), flow.look()?.encrypted]).toEqual(["certificate", false]);
    flow.confirmCertificate();
    expect(flow.step()).toBe("access");
  });

  it("stays at the address of a server that is watched already", async () => {
    const { flow } = start([{ ...selfSigned, watchedAs: "estate", watchedId: "pve-0" }]);
    flow.set({ host: "pve2.example.org" });
    await flow.lookAtAddress();
    expect([flow.step(), flow.error()]).toEqual(["address", "estate watches this server already, or its cluster. Change that connection instead."]);
  });

  it("takes the kind that the server says it is, unless a person insists", async () => {
    const backups: ServerLook = { ...selfSigned, product: "pbs" };
    const { flow } = start([backups, backups]);
    flow.set({ host: "pbs.example.org" });
    await flow.lookAtAddress();
    expect([flow.draft.type, flow.wasCorrected()]).toEqual(["pbs", true]);
    flow.chooseKind("pve");
    await flow.lookAtAddress();
    expect([flow.draft.type, flow.wasCorrected()]).toEqual(["pve", false]);
  });

  it("stays at the address when nobody answers there, and says why", async () => {
    const { flow } = start([{ reachable: false, encrypted: true, trusted: false, message: "no route to host" }]);
    flow.set({ host: "10.0.0.9" });
    await flow.lookAtAddress();
    expect([flow.step(), flow.error(), flow.busy()]).toEqual(["address", "No route to host.", false]);
    flow.set({ host: "10.0.0.8" });
    expect(flow.error()).toBeUndefined();
  });

  it("stays at the access when it is refused", async () => {
    const { flow } = start([trusted], [{ ok: false, message: "the token is wrong" }]);
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
    const { flow, tried } = start([trusted], [{ ok: true, message: "", version: "8.2" }]);
    flow.chooseKind("pmg");
    flow.set({ host: "mx.example.org" });
    await flow.lookAtAddress();
    expect(flow.draft.access).toBe("password");
    flow.set({ user: "pulse@pmg", password: "secret" });
    await flow.tryAccess();
    expect(tried[0]).toEqual({ type: "pmg", host: "mx.example.org", fingerprint: "", verifySSL: true, user: "pulse@pmg", password: "secret" });
    expect([flow.step(), flow.draft.name]).toEqual(["name", "mx"]);
  });
});

describe("changing a server", () => {
  const saved: SavedServer = { id: "pve-0", name: "lab", host: "https://n1:8006", tokenName: "pulse@pve!pulse", fingerprint: "AA:BB", verifySSL: true };

  it("begins with everything done and leaves the secret alone", async () => {
    const { flow, save, tried } = start([], [], saved);
    expect([flow.step(), flow.stateOf("access")]).toEqual(["name", "done"]);
    flow.set({ name: "home" });
    await flow.save();
    expect(save).toHaveBeenCalledWith({ type: "pve", host: "https://n1:8006", fingerprint: "AA:BB", verifySSL: true, name: "home" });
    expect(tried).toEqual([]);
  });

  it("tries a new secret before it is saved", async () => {
    const { flow, tried } = start([], [found], saved);
    flow.goTo("access");
    flow.set({ tokenValue: "new" });
    await flow.tryAccess();
    expect(tried[0]).toMatchObject({ tokenName: "pulse@pve!pulse", tokenValue: "new" });
    expect([flow.step(), flow.draft.name]).toEqual(["name", "lab"]);
  });

  it("takes the pin away when an authority is to be believed instead", async () => {
    const { flow, save } = start([], [], saved);
    flow.set({ trust: "verify" });
    await flow.save();
    expect(save).toHaveBeenCalledWith(expect.objectContaining({ fingerprint: "", verifySSL: true }));
  });

  it("compares the certificate anew and keeps the access", async () => {
    const { flow, save } = start([{ ...selfSigned, fingerprint: "CC:DD", watchedAs: "lab", watchedId: "pve-0", product: "pve" }], [], saved);
    await flow.lookAtAddress();
    expect([flow.step(), flow.error()]).toEqual(["certificate", undefined]);
    flow.confirmCertificate();
    expect(flow.step()).toBe("name");
    await flow.save();
    expect(save).toHaveBeenCalledWith(expect.objectContaining({ fingerprint: "CC:DD" }));
  });

  it("asks for the access again when the address is another one", async () => {
    const { flow } = start([trusted], [], saved);
    flow.set({ host: "n2" });
    await flow.lookAtAddress();
    expect(flow.step()).toBe("access");
  });

  it("does not turn a connection into another product", async () => {
    const { flow } = start([{ ...selfSigned, product: "pbs" }], [], saved);
    flow.set({ host: "n2:8007" });
    await flow.lookAtAddress();
    expect([flow.step(), flow.error()]).toEqual(["address", "A Backup Server answers there, not a Proxmox VE. Add it as another server."]);
  });
});

describe("the name that is offered", () => {
  it.each([
    ["https://pve1.example.org:8006", "pve1"],
    ["10.0.0.5:8006", "10.0.0.5"],
    ["[2001:db8::5]:8006", "2001:db8::5"],
    ["2001:db8::5", "2001:db8::5"],
    ["https://[2001:db8::5]:8006/", "2001:db8::5"],
    ["büro.example.org", "büro"],
  ])("for %s is %s", (host, name) => {
    expect(shortNameOf(host)).toBe(name);
  });
});
