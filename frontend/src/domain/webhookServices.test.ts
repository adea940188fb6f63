import { describe, expect, it } from "vitest";
import { curlOf, lineOf, previewOf, queryValue, withQuery } from "./webhookServices";

describe("the fields of a service", () => {
  it("that stand in the address are read and written there", () => {
    expect(queryValue("https://g.example.org/message?token=a%20b", "token")).toBe("a b");
    expect(withQuery("https://g.example.org/message?x=1", "token", "a b")).toBe("https://g.example.org/message?x=1&token=a+b");
    expect(withQuery("https://g.example.org/message?token=a", "token", "")).toBe("https://g.example.org/message");
    expect(queryValue("no address", "token")).toBe("");
  });
});

describe("a template", () => {
  it("is shown with a made-up alert, and what only the server knows as dots", () => {
    expect(previewOf('{"a": "{{.ResourceName}}", "b": "{{ upper .Level }}", "c": "{{.Type | title}}", "d": "{{range .Alerts}}"}')).toBe('{"a": "web", "b": "WARNING", "c": "Cpu", "d": "…"}');
    expect(previewOf("{{.NoSuch}}")).toBe("…");
  });

  it("has its errors in a line", () => {
    expect(lineOf("Invalid webhook template: line 3: function x not defined")).toBe(3);
    expect(lineOf("no answer")).toBeUndefined();
  });
});

describe("a request as a command", () => {
  it("has method, headers and body, safe for a shell", () => {
    expect(curlOf("POST https://h.example.org/***\nContent-Type: application/json\n\n{\"text\":\"it's\"}")).toBe("curl -X POST 'https://h.example.org/***' \\\n  -H 'Content-Type: application/json' \\\n  --data-binary '{\"text\":\"it'\\''s\"}'");
    expect(curlOf("GET https://h.example.org/")).toBe("curl -X GET 'https://h.example.org/'");
  });
});
