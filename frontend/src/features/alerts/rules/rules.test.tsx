import { screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { showPage } from "../../../test/page";
import { makeServer } from "../../../test/server";
import CustomRulesPage from "../CustomRulesPage";

const rule = { id: "r1", name: "databases", filterConditions: { filters: [{ type: "text", field: "name", operator: "contains", value: "db", rawText: "name:db" }], logicalOperator: "AND" }, thresholds: { memory: { trigger: 95, clear: 90 } }, priority: 1, enabled: true, notifications: { email: { enabled: true, recipients: [] } } };
const guest = (vmid: number, name: string) => ({ id: `lab-n1-${vmid}`, vmid, name, node: "n1", instance: "lab", status: "running", type: "qemu" });

function show() {
  const server = makeServer({ "GET /api/alerts/config": () => ({ customRules: [rule], overrides: {} }), "PUT /api/alerts/config": () => ({ status: "success" }) });
  showPage(CustomRulesPage, { vms: [guest(100, "web"), guest(101, "db-1"), guest(102, "db-2")], connections: [], seen: {} }, "/alerts/rules");
  return server;
}

describe("custom rules", () => {
  it("say what they match, what they set, and for how many guests", async () => {
    show();
    expect(await screen.findByText("name contains “db”: Memory 95/90")).toBeVisible();
    expect(screen.getByText("2 guests")).toBeVisible();
  });

  it("are changed without losing what no field shows", async () => {
    const server = show();
    await userEvent.click(await screen.findByRole("button", { name: "databases" }));
    const cpu = screen.getByLabelText("CPU, %");
    await userEvent.type(cpu, "120");
    expect(cpu).toHaveAccessibleDescription(/Nothing is above 100 %/);
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    await userEvent.clear(cpu);
    await userEvent.type(cpu, "95/85");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(server.asked("PUT /api/alerts/config")).toHaveLength(1));
    expect(server.asked("PUT /api/alerts/config")[0]?.body).toMatchObject({ customRules: [{ ...rule, thresholds: { memory: { trigger: 95, clear: 90 }, cpu: { trigger: 95, clear: 85 } } }] });
  });

  it("cannot be saved with a condition that compares with nothing", async () => {
    show();
    await userEvent.click(await screen.findByRole("button", { name: "Add a rule" }));
    await userEvent.click(screen.getByRole("button", { name: "Add a condition" }));
    await userEvent.selectOptions(screen.getByLabelText("Condition 1: what"), "cpu");
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    await userEvent.type(screen.getByLabelText("Condition 1: value"), "50");
    expect(screen.getByRole("button", { name: "Save" })).toBeEnabled();
    expect(screen.getByText("cpu > 50: changes nothing")).toBeVisible();
  });

  it("are removed for good", async () => {
    const server = show();
    await userEvent.click(await screen.findByRole("button", { name: "Remove" }));
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(server.asked("PUT /api/alerts/config")[0]?.body).toEqual({ customRules: [] }));
  });
});
