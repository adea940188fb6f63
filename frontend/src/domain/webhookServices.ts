/** A value that a service needs besides the address. */
export interface ServiceField {
  readonly key: string;
  readonly label: string;
  readonly hint?: string;
  readonly secret?: boolean;
  /** Nothing arrives without it. */
  readonly required?: boolean;
  /** Where it is kept: a custom field, a header, or a value in the query of the address. */
  readonly in: "field" | "header" | "query";
}

const fields: Readonly<Record<string, readonly ServiceField[]>> = {
  telegram: [{ key: "chat_id", label: "Chat", hint: "Number of the chat, negative for groups, or @name of a channel.", required: true, in: "query" }],
  pagerduty: [{ key: "routing_key", label: "Integration key", secret: true, in: "field" }],
  pushover: [
    { key: "app_token", label: "API token of the application", secret: true, in: "field" },
    { key: "user_token", label: "User or group key", secret: true, in: "field" },
  ],
  gotify: [{ key: "token", label: "Token of the application", secret: true, in: "query" }],
  ntfy: [{ key: "Authorization", label: "Authorization", hint: "Only for topics with access control: Bearer and the access token.", secret: true, in: "header" }],
  matrix: [{ key: "Authorization", label: "Authorization", hint: "Bearer and the access token of the account.", secret: true, in: "header" }],
};

/** What a service needs besides its address. */
export function fieldsOf(service: string): readonly ServiceField[] {
  return fields[service] ?? [];
}

/** Whether a service has, in its address, all without which nothing arrives. */
export function isAddressed(service: string, address: string): boolean {
  return fieldsOf(service).every((field) => field.required !== true || queryValue(address, field.key) !== "");
}

/** A value in the query of an address; empty when it is not there. */
export function queryValue(address: string, key: string): string {
  const [, query = ""] = /\?([^#]*)/.exec(address) ?? [];
  return new URLSearchParams(query).get(key) ?? "";
}

/** The address with a value in its query; an empty one is taken out. */
export function withQuery(address: string, key: string, value: string): string {
  const [base = "", query = ""] = address.split("?", 2);
  const values = new URLSearchParams(query);
  if (value === "") values.delete(key);
  else values.set(key, value);
  const text = values.toString();
  return text === "" ? base : `${base}?${text}`;
}

const sample: Readonly<Record<string, string>> = {
  ID: "lab-n1-100-cpu", Level: "warning", Type: "cpu", ResourceName: "web", ResourceID: "lab-n1-100", Node: "n1", Instance: "https://pulse.example.org", Message: "VM web: CPU at 85.5 %", Value: "85.5", Threshold: "80",
  ValueFormatted: "85.5%", ThresholdFormatted: "80%", StartTime: "2026-01-01T12:00:00Z", Timestamp: "2026-01-01T12:02:00Z", AckTime: "", Duration: "2m", ResourceType: "VM", Acknowledged: "false", AckUser: "", AlertCount: "1", ChatID: "",
};

const functions: Readonly<Record<string, (text: string) => string>> = {
  title: (text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase(),
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  urlquery: encodeURIComponent,
  urlencode: encodeURIComponent,
  urlpath: encodeURIComponent,
  pathescape: encodeURIComponent,
  json: (text) => JSON.stringify(text),
};

/** What a template makes of a made-up alert, as far as that can be told without the server; "…" stands for the rest. */
export function previewOf(template: string): string {
  return template.replace(/\{\{-?\s*(.*?)\s*-?\}\}/gs, (_, action: string) => {
    const plain = /^\.(\w+)$/.exec(action)?.[1];
    if (plain !== undefined) return sample[plain] ?? "…";
    const [, called = "", name = ""] = /^(\w+)\s+\.(\w+)$/.exec(action) ?? [];
    const [, piped = "", through = ""] = /^\.(\w+)\s*\|\s*(\w+)$/.exec(action) ?? [];
    const value = sample[name === "" ? piped : name];
    const apply = functions[called === "" ? through : called];
    return value === undefined || apply === undefined ? "…" : apply(value);
  });
}

/** The line of a template that an error speaks of: "line 3: …". */
export function lineOf(problem: string): number | undefined {
  const line = /\bline (\d+)/.exec(problem)?.[1];
  return line === undefined ? undefined : Number(line);
}

/** A request as it was sent, as a command for a shell. Masked secrets stay masked. */
export function curlOf(request: string): string {
  const [head = "", ...rest] = request.split("\n\n");
  const [first = "", ...headers] = head.split("\n");
  const [method = "POST", address = ""] = first.split(" ");
  const body = rest.join("\n\n");
  const parts = [`curl -X ${method} ${quoted(address)}`, ...headers.filter((line) => line !== "").map((line) => `-H ${quoted(line)}`), ...(body === "" ? [] : [`--data-binary ${quoted(body)}`])];
  return parts.join(" \\\n  ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
