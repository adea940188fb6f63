import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { SessionProvider, createSession } from "../../live/session";
import { makeServer, refuse } from "../../test/server";
import { PollingSection } from "./PollingSection";

const stored = { discoveryEnabled: true, discoverySubnet: "auto", pbsPollingInterval: 60, pmgPollingInterval: 60, connectionTimeout: 60 };

async function show(routes: Parameters<typeof makeServer>[0]) {
  const server = makeServer(routes);
  const session = createSession({ url: "" });
  render(() => (
    <SessionProvider session={session}>
      <PollingSection />
    </SessionProvider>
  ));
  await screen.findByRole("heading", { name: "Looking and asking" });
  return server;
}

describe("how servers are looked for and asked", () => {
  it("is changed as a whole, and refused where it belongs", async () => {
    const answers = [refuse(400, { error: "8.8.8.0/24 is no private network", details: { field: "discoverySubnet" } }), { success: true }];
    const server = await show({ "GET /api/system/settings": () => stored, "POST /api/system/settings/update": () => answers.shift() ?? {} });
    const networks = screen.getByLabelText("Networks to look in");
    await userEvent.clear(networks);
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    await userEvent.type(networks, "8.8.8.0/24");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await expect.poll(() => networks).toHaveAccessibleDescription(/no private network/);
    await userEvent.clear(networks);
    await userEvent.type(networks, "10.1.2.0/24");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await expect.poll(() => server.asked("POST /api/system/settings/update").at(-1)?.body).toEqual({ ...stored, discoverySubnet: "10.1.2.0/24" });
  });

  it("takes no seconds that the server would refuse", async () => {
    await show({ "GET /api/system/settings": () => stored });
    const field = screen.getByLabelText("Seconds between two looks at a backup server");
    await userEvent.clear(field);
    await userEvent.type(field, "5");
    expect(field).toHaveAccessibleDescription(/from 10 to 3600/);
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
  });

  it("shows what the environment fixes, with the name of the variable", async () => {
    await show({ "GET /api/system/settings": () => ({ ...stored, envOverrides: { discoveryEnabled: true, discoverySubnet: true, connectionTimeout: true } }) });
    expect(screen.getByLabelText(/Look for servers.*Set by DISCOVERY_ENABLED/)).toBeDisabled();
    expect(screen.getByLabelText("Networks to look in")).toBeDisabled();
    expect(screen.getByLabelText("Networks to look in")).toHaveAccessibleDescription("Set by DISCOVERY_SUBNET.");
    expect(screen.getByLabelText("Seconds that a server may take to answer")).toHaveAccessibleDescription("Set by CONNECTION_TIMEOUT.");
  });
});
