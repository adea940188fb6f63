import { describe, expect, it } from "vitest";
import { errorOf, wordsOf } from "./errors";

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
    expect([wordsOf(new Error("broken")), wordsOf("text")]).toEqual(["broken", "Something failed that gave no reason."]);
  });
});
