import { screen, waitFor, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { makeServer } from "../../test/server";
import { showPage } from "../../test/page";
import DockerPage from "./DockerPage";

const now = Date.now();
const container = (name: string, fields: object = {}) => ({ id: `${name}-id`, name, image: `${name}:1`, state: "running", status: "Up 2 days", cpuPercent: 50, memoryUsageBytes: 512, memoryLimitBytes: 1024, memoryPercent: 50, restartCount: 0, exitCode: 0, startedAt: now - 2 * 86_400_000 - 1000, ...fields });
const host = (id: string, containers: object[], fields: object = {}) => ({ id, hostname: id, displayName: id, status: "online", cpus: 4, agentVersion: "1.0.0", intervalSeconds: 30, containers, ...fields });
const state = { dockerHosts: [host("calm", [container("web"), container("free", { memoryLimitBytes: 0, memoryPercent: 0 })]), host("poor", [container("db", { state: "exited", exitCode: 1, status: "Exited (1)" })])], connections: [], seen: {} };

function show(given: object = state, path = "/docker") {
  makeServer({});
  return showPage(DockerPage, given, path);
}

const rowOf = (name: string) => screen.getAllByRole("row").find((row) => row.textContent.includes(name));

describe("the Docker page", () => {
  it("names what needs a look and lists its host first", async () => {
    show();
    expect(await screen.findByRole("heading", { name: "db needs a look." })).toBeVisible();
    const rows = screen.getAllByRole("row").map((row) => row.textContent);
    expect(rows.findIndex((row) => row.startsWith("poor") || row.includes("poor1"))).toBeLessThan(rows.findIndex((row) => row.includes("calm")));
    expect(rowOf("db:1")).toHaveTextContent("exited (1)");
  });

  it("counts cores, and shows memory only against a limit", async () => {
    show();
    await screen.findByRole("grid", { name: "Containers" });
    expect(rowOf("web:1")).toHaveTextContent(/0.50 of 4.*50.%.*1 KiB.*2 d/);
    expect(within(rowOf("free:1") ?? document.body).getByRole("img", { name: "Memory of free: unknown" })).toHaveAttribute("title", "It has no limit.");
  });

  it("marks the last values of a silent host, and does not call them running", async () => {
    show({ ...state, dockerHosts: [host("gone", [container("web")], { stale: true, staleSince: now - 60_000, staleReason: "The agent is silent." })] });
    expect(await screen.findByRole("heading", { name: /^gone has been silent since/ })).toBeVisible();
    expect(screen.getByText("0 of 1 container running, 1 unknown.")).toBeVisible();
    expect(screen.getByRole("meter", { name: "Memory of web" })).toHaveAttribute("aria-valuetext", "50\u202f%, last known value");
  });

  it("follows a report without drawing the rows anew, and keeps its panel open", async () => {
    const { change } = show();
    const name = await screen.findByText("web");
    await userEvent.click(name);
    expect(await screen.findByRole("complementary", { name: "web" })).toBeVisible();
    change({ set: { dockerHosts: { calm: { containers: [container("web", { cpuPercent: 125 }), container("free")] } } } });
    await waitFor(() => expect(screen.getByRole("complementary", { name: "web" })).toHaveTextContent("1.25 of 4 cores"));
    expect(rowOf("web:1")).toHaveTextContent("1.25 of 4");
  });

  it("filters by the language of the dashboard", async () => {
    show(state, "/docker?q=mem>40");
    await screen.findByRole("grid", { name: "Containers" });
    expect(rowOf("web:1")).toBeDefined();
    expect(rowOf("free:1")).toBeUndefined();
  });
});
