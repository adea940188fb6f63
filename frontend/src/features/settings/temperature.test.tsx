import { screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { nodeFigures } from "../../domain/figures";
import { useLive } from "../../live/live";
import { showPage } from "../../test/page";
import { aNode } from "../../test/rows";
import { makeServer, refuse } from "../../test/server";
import { ToastRegion } from "../../ui/Toast";
import { ThemeProvider } from "../../ui/theme";
import AppearancePage from "./AppearancePage";

const estate = { connections: [], seen: {} };
const Figure = () => <p>{nodeFigures(aNode({ temperature: { cpuPackage: 60 } }), useLive()).heat}</p>;
const both = () => (<ThemeProvider><AppearancePage /><Figure /><ToastRegion /></ThemeProvider>);
const settings = { "GET /api/system/settings": () => ({ temperatureUnit: "fahrenheit" }) };

describe("the unit of temperatures", () => {
  it("is the one of the settings, and another as soon as it is chosen", async () => {
    const server = makeServer({ ...settings, "POST /api/system/settings/update": () => ({ success: true }) });
    showPage(both, estate);
    expect(await screen.findByText(/^140\s°F$/)).toBeVisible();
    await userEvent.click(screen.getByRole("radio", { name: "Celsius, °C" }));
    expect(await screen.findByText(/^60\s°C$/)).toBeVisible();
    await waitFor(() => expect(server.asked("POST /api/system/settings/update")[0]?.body).toEqual({ temperatureUnit: "celsius" }));
  });

  it("goes back when the server does not take it", async () => {
    makeServer({ ...settings, "POST /api/system/settings/update": () => refuse(403, { error: "not now" }) });
    showPage(both, estate);
    await screen.findByText(/^140\s°F$/);
    await userEvent.click(screen.getByRole("radio", { name: "Celsius, °C" }));
    expect(await screen.findByText(/not now/i)).toBeVisible();
    expect(screen.getByText(/^140\s°F$/)).toBeVisible();
    expect(screen.getByRole("radio", { name: "Fahrenheit, °F" })).toBeChecked();
  });

  it("is only told to somebody who may only look", async () => {
    makeServer({ ...settings, "GET /api/security/status": () => ({ hasAuthentication: true, requiresAuth: true, signedInBy: "proxy", mayChange: false }) });
    const { session } = showPage(both, estate);
    await session.begin();
    expect(await screen.findByText("Shown in °F. An administrator can change that.")).toBeVisible();
    expect(screen.queryByRole("radio", { name: "Celsius, °C" })).toBeNull();
  });
});
