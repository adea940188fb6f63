import { describe, expect, it } from "vitest";
import { ApiError, errorOf, wordsOf } from "./errors";

describe("errorOf", () => {
  it.each([
    ['{"error":"Node not found"}', "Node not found"],
    ['{"error":"invalid_credentials","message":"The name is wrong"}', "The name is wrong"],
    ['{"error":"Text for people","code":"x","message":"other"}', "Text for people"],
    ['{"status":"error","message":"no route to host"}', "no route to host"],
    ["Host is required\n", "Host is required"],
    ["", "The server answered with an error (500). Its log says more."],
    ["<html>proxy</html>", "The server answered with an error (500). Its log says more."],
  ])("reads %s", async (body, words) => {
    expect((await errorOf(new Response(body, { status: 500 }))).message).toBe(words);
  });

  it("cuts long text and keeps the machine's word", async () => {
    expect((await errorOf(new Response("x".repeat(900), { status: 400 }))).message).toHaveLength(200);
    expect(await errorOf(Response.json({ error: "a b", code: "rate" }, { status: 400 }))).toMatchObject({ code: "rate" });
  });

  it("has words for anything that was thrown", () => {
    const none = "Something failed that gave no reason.";
    expect([new Error("broken"), new ApiError("no route to host", 0), undefined, "", {}].map(wordsOf)).toEqual(["broken", "no route to host", none, none, none]);
  });

  it("keeps the plain text with which the window refuses", () => {
    expect(wordsOf("save guests.csv: permission denied")).toBe("save guests.csv: permission denied");
  });
});
