import { screen, waitFor, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { newWebhook } from "../../api/webhooks";
import { showPage } from "../../test/page";
import { makeServer, refuse } from "../../test/server";
import { ToastRegion } from "../../ui/Toast";
import DeliveriesPage from "./DeliveriesPage";
import EmailPage from "./EmailPage";
import NotificationsPage from "./NotificationsPage";
import { WebhookForm } from "./WebhookForm";
import { channelWords, stateWords } from "./deliveryWords";

const state = { connections: [], seen: {} };
const now = Date.now();
const delivery = (id: string, fields: object = {}) => ({ id, channel: "webhook", service: "ntfy", webhookName: "ntfy", alertIds: ["a"], event: "firing", timestamp: now - 60_000, attempts: 1, success: true, state: "sent", statusCode: 200, ...fields });
const services = [
  { service: "generic", name: "Generic JSON Webhook", urlPattern: "", method: "POST", headers: {}, payloadTemplate: '{"alert": "{{.Message}}"}', instructions: "Any address that takes JSON." },
  { service: "pushover", name: "Pushover", urlPattern: "https://api.pushover.net/1/messages.json", method: "POST", headers: {}, payloadTemplate: "", instructions: "On pushover.net: create an application." },
  { service: "telegram", name: "Telegram Bot", urlPattern: "https://api.telegram.org/bot{bot_token}/sendMessage", method: "POST", headers: {}, payloadTemplate: "", instructions: "Ask @BotFather." },
];

describe("the form of a webhook", () => {
  it("asks for what the service needs", async () => {
    const server = makeServer({ "POST /api/notifications/webhooks": () => ({ id: "1" }) });
    showPage(() => <WebhookForm hook={newWebhook()} services={services} />, state);
    await userEvent.type(screen.getByLabelText("Name"), "phone");
    await userEvent.selectOptions(screen.getByLabelText("Service"), "Pushover");
    expect(screen.getByText("On pushover.net: create an application.")).toBeVisible();
    await userEvent.click(screen.getByLabelText("Address"));
    await userEvent.paste("https://api.pushover.net/1/messages.json");
    await userEvent.type(screen.getByLabelText("API token of the application"), "t1");
    await userEvent.type(screen.getByLabelText("User or group key"), "u1");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(server.asked("POST /api/notifications/webhooks")[0]?.body).toMatchObject({ service: "pushover", customFields: { app_token: "t1", user_token: "u1" } }));
  });

  it("keeps the chat of Telegram in the address", async () => {
    makeServer({});
    showPage(() => <WebhookForm hook={{ ...newWebhook(), service: "telegram", url: "https://api.telegram.org/botX/sendMessage" }} services={services} />, state);
    await userEvent.type(screen.getByLabelText("Chat"), "-42");
    expect(screen.getByLabelText("Address")).toHaveValue("https://api.telegram.org/botX/sendMessage?chat_id=-42");
  });

  it("shows what a template makes of an alert, and its error in its line", async () => {
    makeServer({ "POST /api/notifications/webhooks/test": () => refuse(400, { success: false, status: 0, response: "", error: "Invalid webhook template: line 2: function \"nope\" not defined" }) });
    showPage(() => <WebhookForm hook={{ ...newWebhook(), name: "x", url: "https://x.example.org/" }} services={services} />, state);
    await userEvent.click(screen.getByText("Own payload"));
    await userEvent.click(screen.getByRole("button", { name: "Begin with what it gets by itself" }));
    expect(screen.getByLabelText("Preview of the payload")).toHaveTextContent('{"alert": "VM web: CPU at 85.5 %"}');
    await userEvent.type(screen.getByLabelText("Template"), "{Enter}{{nope .X}}".replaceAll("{{", "{{{{"));
    await userEvent.click(screen.getByRole("button", { name: "Send a test" }));
    expect(await screen.findByText(/^Line 2:/)).toBeVisible();
    expect(screen.getByLabelText("Template")).toHaveAccessibleDescription(/function "nope" not defined/);
  });

  it("shows at the address what the server does not like about it", async () => {
    makeServer({ "POST /api/notifications/webhooks": () => refuse(400, { error: "Invalid webhook URL: it is this computer", code: "invalid", details: { field: "url" } }) });
    showPage(() => <WebhookForm hook={{ ...newWebhook(), name: "x", url: "http://127.0.0.1/" }} services={services} />, state);
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.getByLabelText("Address")).toHaveAccessibleDescription(/it is this computer/));
  });
});

describe("e-mail", () => {
  const email = { enabled: false, provider: "", server: "", port: 587, username: "", password: "", from: "", to: [], tls: false, startTLS: true, hasPassword: true, notifyOnResolve: true };
  const providers = [{ name: "Resend", smtpHost: "smtp.resend.com", smtpPort: 587, tls: false, startTLS: true, authRequired: true, instructions: "Password: an API key." }];

  it("is filled in by the mail service, tested as it stands, and saved", async () => {
    const server = makeServer({ "GET /api/notifications/email": () => email, "GET /api/notifications/email-providers": () => providers, "POST /api/notifications/test": () => refuse(400, { error: "The server refused the name or password" }), "PUT /api/notifications/email": () => ({ status: "success" }) });
    showPage(() => (<><EmailPage /><ToastRegion /></>), state);
    await userEvent.selectOptions(await screen.findByLabelText("Mail service"), "Resend");
    expect(screen.getByLabelText("Server")).toHaveValue("smtp.resend.com");
    await userEvent.type(screen.getByLabelText("To"), "a@example.org, b@example.org");
    await userEvent.click(screen.getByRole("button", { name: "Send a test" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The server refused the name or password");
    expect(server.asked("POST /api/notifications/test")[0]?.body).toMatchObject({ method: "email", config: { server: "smtp.resend.com", password: "", to: ["a@example.org", "b@example.org"] } });
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("E-mail was saved")).toBeVisible();
  });

  it("shows at its field what the server does not take", async () => {
    makeServer({ "GET /api/notifications/email": () => email, "GET /api/notifications/email-providers": () => [], "PUT /api/notifications/email": () => refuse(400, { error: "The sender is missing", details: { field: "from" } }) });
    showPage(EmailPage, state);
    await userEvent.click(await screen.findByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.getByLabelText("From")).toHaveAccessibleDescription(/The sender is missing/));
  });
});

describe("the notices that were sent", () => {
  it("are listed with what happened, and sent again", async () => {
    const server = makeServer({
      "GET /api/notifications/history": () => [delivery("1"), delivery("2", { state: "dead", success: false, attempts: 9, error: "connection refused" })],
      "GET /api/notifications/history/2": () => ({ ...delivery("2"), request: "POST https://x.example.org/***\nA: b\n\n{}", response: "boom" }),
      "POST /api/notifications/history/2/replay": () => Response.json({ success: true, id: "2" }, { status: 202 }),
    });
    showPage(() => (<><DeliveriesPage /><ToastRegion /></>), state, "/settings/notifications/log?show=lost");
    const table = await screen.findByRole("table", { name: "Notices" });
    expect(within(table).getByText("given up after 9 tries", { selector: "span" })).toBeVisible();
    expect(within(table).getByText("connection refused")).toBeVisible();
    expect(within(table).queryByText(/delivered/)).toBeNull();
    await userEvent.click(within(table).getByRole("button", { name: "ntfy" }));
    expect(await screen.findByText("boom")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Send again" }));
    expect(await screen.findByText("1 notice will be sent again")).toBeVisible();
    expect(server.asked("POST /api/notifications/history/2/replay")).toHaveLength(1);
  });

  it("are told for each channel", async () => {
    makeServer({
      "GET /api/notifications/webhooks": () => [{ ...newWebhook(), id: "1", name: "ntfy", url: "https://n" }],
      "GET /api/notifications/email": () => ({ enabled: true, server: "mx.example.org", from: "p@example.org" }),
      "GET /api/notifications/history": () => [delivery("1"), delivery("2", { channel: "email", webhookName: "", state: "pending", attempts: 0 })],
    });
    showPage(NotificationsPage, state);
    expect(await screen.findByText(/last delivered \(200\) 1 min ago/)).toBeVisible();
    expect(await screen.findByText(/last waits to be sent 1 min ago, 1 waiting/)).toBeVisible();
  });

  it("have words for every state", () => {
    expect(stateWords({ ...delivery("1", { attempts: 3 }), state: "sent" })).toBe("delivered (200) at the 3. try");
    expect(stateWords({ ...delivery("1"), state: "failed", statusCode: 404 })).toBe("refused (404)");
    expect(channelWords([], now)).toBe("nothing sent yet");
  });
});
