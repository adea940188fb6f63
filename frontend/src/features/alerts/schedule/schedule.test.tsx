import { screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { showPage } from "../../../test/page";
import { makeServer, refuse } from "../../../test/server";
import AlertSchedulePage from "../AlertSchedulePage";
import CustomRulesPage from "../CustomRulesPage";

const config = { enabled: true, schedule: { quietHours: { enabled: true, start: "22:00", end: "08:00", timezone: "UTC", days: {} }, cooldown: 5 } };
const rule = { id: "r1", name: "Databases", description: "", filters: { logicalOperator: "AND", filters: [] }, thresholds: {}, priority: 1, enabled: true };
const open = (page: typeof AlertSchedulePage, routes: Parameters<typeof makeServer>[0] = {}) => {
  const server = makeServer({ "GET /api/alerts/config": () => ({ ...config, customRules: [rule] }), "GET /api/alerts/history": () => [], ...routes });
  showPage(page, {});
  return server;
};

describe("a schedule with a mistake", () => {
  it("says how a time is written, and is as saved again once it is taken back", async () => {
    open(AlertSchedulePage);
    const begin = await screen.findByLabelText("Begin of the quiet hours");
    await userEvent.clear(begin);
    await userEvent.type(begin, "25:00");
    expect(screen.getByText(/A time is written 22:00/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();

    await userEvent.click(screen.getByRole("button", { name: "Back to what is saved" }));
    expect(screen.getByLabelText("Begin of the quiet hours")).toHaveValue("22:00");
    await userEvent.click(screen.getByRole("checkbox", { name: "storage" }));
    expect(screen.getByRole("button", { name: "Save" })).toBeEnabled();
  });

  it("shows a number that was no number as it is saved again", async () => {
    open(AlertSchedulePage);
    const often = await screen.findByLabelText("Remind while it lasts, minutes");
    await userEvent.type(often, "x");
    await userEvent.click(screen.getByRole("checkbox", { name: "storage" }));
    await userEvent.click(screen.getByRole("button", { name: "Back to what is saved" }));
    expect(screen.getByLabelText("Remind while it lasts, minutes")).toHaveValue("5");
    expect(screen.getByLabelText("Remind while it lasts, minutes")).toBeValid();
  });

  it("is refused in words without the path of the field", async () => {
    const field = "schedule.quietHours.timezone";
    open(AlertSchedulePage, { "PUT /api/alerts/config": () => refuse(400, { error: `${field}: "Mars" is not a time zone`, details: { field } }) });
    await userEvent.type(await screen.findByLabelText("Time zone"), "x");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText('Not saved. "Mars" is not a time zone')).toBeVisible();
    expect(screen.getByLabelText(/^Time zone/)).toBeInvalid();
  });
});

describe("a rule with a mistake", () => {
  it("keeps nobody from saving once it is removed", async () => {
    open(CustomRulesPage);
    await userEvent.click(await screen.findByRole("button", { name: "Databases" }));
    await userEvent.type(screen.getByLabelText("CPU, %"), "abc");
    await userEvent.type(screen.getByLabelText("Name"), "!");
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    await userEvent.click(screen.getByRole("button", { name: "Remove" }));
    expect(screen.getByRole("button", { name: "Save" })).toBeEnabled();
  });
});
