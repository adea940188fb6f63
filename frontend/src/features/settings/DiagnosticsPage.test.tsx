import { screen, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Diagnostics, ServerCheck } from "../../api/diagnostics";
import { showPage } from "../../test/page";
import { makeServer, refuse } from "../../test/server";
import DiagnosticsPage from "./DiagnosticsPage";
import { certificateWords, failingParts, gradeOf, leadOf, pace, reportOf, stateWords } from "./diagnosis";

const now = Date.parse("2026-03-01T12:00:00Z");

function aCheck(fields: Partial<ServerCheck> = {}): ServerCheck {
  return {
    id: "pve-0", name: "lab", host: "https://n1:8006", type: "pve", connected: true, reachable: true, latencyMs: 34, missing: [], requestsPerMinute: 24.4,
    parts: [{ part: "pulse", lastSuccess: now - 4000, requestsPerMinute: 12 }], details: { version: "8.2.4" }, ...fields,
  };
}

const gone = aCheck({ id: "pve-1", name: "far", host: "https://f1:8006", connected: false, reachable: false, error: "https://f1:8006 refuses the connection. Is Proxmox VE running there?", requestsPerMinute: 0.4 });
const weak = aCheck({
  id: "pbs-0", name: "vault", type: "pbs", missing: ["Sys.Audit on /system: without it Pulse cannot see memory"],
  parts: [{ part: "backups", lastError: "permission denied", failingSince: now - 60_000, requestsPerMinute: 1 }],
});

function found(fields: Partial<Diagnostics> = {}): Diagnostics {
  return {
    productVersion: "1.2.3", version: "4.24.0", uptime: 7200, requestsPerMinute: 49, nodes: [aCheck()], pbs: [], pmg: [], docker: [],
    system: { os: "linux", arch: "amd64", numCPU: 2, memoryMB: 48 }, errors: [], ...fields,
  };
}

describe("diagnostics", () => {
  it("say per server what works, how often it is asked, and errors in words", async () => {
    makeServer({ "GET /api/diagnostics": () => found({ nodes: [aCheck(), gone], pbs: [weak], docker: [{ id: "d", name: "dock", connected: false, error: "its agent is silent" }] }) });
    showPage(DiagnosticsPage, {});
    const rows = within(await screen.findByRole("table", { name: "Servers" })).getAllByRole("row");
    expect(rows[1]).toHaveTextContent(/lab.*Answered in 34 ms, version 8.2.4.*24$/);
    expect(rows[2]).toHaveTextContent(/far.*refuses the connection. Is Proxmox VE running there\?.*< 1$/);
    expect(rows[3]).toHaveTextContent(/vault.*Sys.Audit on \/system.*Backups cannot be read since .*permission denied/);
    expect(within(rows[2] ?? document.body).getByRole("img", { name: "Does not work" })).toBeVisible();
    expect(screen.getByText("Far cannot be read.")).toBeVisible();
    expect(screen.getByText(/its agent is silent/)).toBeVisible();
    expect(screen.getByText(/Version 1.2.3 on linux\/amd64 with 2 CPUs, running for 2 h/)).toBeVisible();
  });

  it("put a report without secrets into the clipboard", async () => {
    makeServer({ "GET /api/diagnostics": () => found({ nodes: [gone] }) });
    const user = userEvent.setup();
    showPage(DiagnosticsPage, {});
    await user.click(await screen.findByRole("button", { name: "Copy" }));
    expect(await navigator.clipboard.readText()).toMatch(/Pulse 1\.2\.3[\s\S]*pve far: https:\/\/f1:8006 refuses/);
  });

  it("are tested again when asked, and say why when they cannot be read", async () => {
    let broken = false;
    const server = makeServer({ "GET /api/diagnostics": () => (broken ? refuse(403, { error: "Admin privileges required" }) : found()) });
    showPage(DiagnosticsPage, {});
    expect(await screen.findByText("The connection works.")).toBeVisible();
    broken = true;
    await userEvent.click(screen.getByRole("button", { name: "Test again" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Admin privileges required");
    expect(server.asked("GET /api/diagnostics")).toHaveLength(2);
  });
});

describe("the words of diagnostics", () => {
  it("grade servers", () => {
    expect([aCheck(), gone, weak].map(gradeOf)).toEqual(["running", "critical", "warning"]);
    expect(stateWords(aCheck({ details: undefined }))).toBe("Answered in 34 ms");
  });

  it("tell a reason once when all parts fail for it", () => {
    const [part] = weak.parts;
    const parts = [{ ...part, part: "backups", lastError: "no answer" }, { ...part, part: "jobs", lastError: "permission denied" }] as typeof weak.parts;
    expect(failingParts({ ...weak, connected: false, error: "no answer", parts }).map(({ part }) => part)).toEqual(["jobs"]);
    expect(failingParts({ ...weak, connected: true, parts })).toHaveLength(2);
  });

  it("name the worst first", () => {
    expect(leadOf(found({ nodes: [] }))).toBe("Nothing is watched yet.");
    expect(leadOf(found({ nodes: [aCheck(), aCheck()] }))).toBe("All 2 connections work.");
    expect(leadOf(found({ nodes: [aCheck(), gone], pbs: [weak] }))).toBe("Far cannot be read.");
    expect(leadOf(found({ pbs: [weak] }))).toBe("Vault can be read in part only.");
  });

  it("warn of certificates that end", () => {
    const ending = (notAfter: string) => certificateWords(aCheck({ certificate: { fingerprint: "AA", trusted: false, pinned: true, notAfter } }), now);
    expect(ending("2026-02-01T00:00:00Z")).toBe("Its certificate has expired. Renew it on the server.");
    expect(ending("2026-03-11T12:00:00Z")).toBe("Its certificate expires in 10 d.");
    expect(ending("2027-03-11T12:00:00Z")).toBeUndefined();
    expect(certificateWords(aCheck(), now)).toBeUndefined();
  });

  it("do not round requests away", () => {
    expect([0, 0.4, 24.4, undefined].map(pace)).toEqual(["0", "< 1", "24", "–"]);
  });

  it("report everything that fails", () => {
    const report = reportOf(found({ nodes: [gone], pbs: [weak], errors: ["the tests were ended after 30 seconds"] }), now);
    for (const line of ["the tests were ended after 30 seconds", "pbs vault: Answered in 34 ms", "  missing: Sys.Audit on /system", "  backups fails: permission denied"]) expect(report).toContain(line);
  });
});
