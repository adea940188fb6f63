import { screen } from "@solidjs/testing-library";
import { describe, expect, it } from "vitest";
import { makeServer } from "../../test/server";
import { showPage } from "../../test/page";
import AddDockerPage from "./AddDockerPage";

describe("adding a Docker host", () => {
  it("says beforehand that the command would find no agent", async () => {
    makeServer({ "GET /api/agent/version": () => ({ version: "dev" }) });
    showPage(AddDockerPage, {});
    expect(await screen.findByText(/has no agents to hand out/)).toBeVisible();
  });

  it("says nothing of it where there are agents, or where that is not known", async () => {
    const server = makeServer({ "GET /api/agent/version": () => ({ version: "1.4.0" }) });
    showPage(AddDockerPage, {});
    await expect.poll(() => server.asked("GET /api/agent/version")).toHaveLength(1);
    expect(await screen.findByRole("button", { name: "Make the command" })).toBeVisible();
    expect(screen.queryByText(/has no agents/)).toBeNull();
  });
});
