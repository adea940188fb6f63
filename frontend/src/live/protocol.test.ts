import { describe, expect, it } from "vitest";
import { parseFrame } from "./protocol";

describe("parseFrame", () => {
  it.each([
    ['{"t":"full","rev":1,"at":2,"state":{}}', { kind: "full", rev: 1, at: 2, state: {} }],
    ['{"t":"full","rev":0,"at":2,"state":{}}', { kind: "full", rev: 0, at: 2, state: {} }],
    ['{"t":"delta","rev":2,"at":3,"del":{"vms":["a"]}}', { kind: "delta", rev: 2, at: 3, set: {}, del: { vms: ["a"] }, top: {} }],
    ['{"t":"event","event":{"type":"node_deleted","data":{"nodeType":"pve"}}}', { kind: "event", type: "node_deleted", data: { nodeType: "pve" } }],
    ['{"t":"ping","at":1}', { kind: "ping" }],
  ])("reads %s", (message, frame) => {
    expect(parseFrame(message)).toEqual(frame);
  });

  it.each(["", "[]", "null", "{", '{"t":"future"}', '{"t":"full","rev":1}', '{"t":"delta","rev":"2","at":1}', '{"t":"event"}'])("refuses %s", (message) => {
    expect(parseFrame(message)).toBeUndefined();
  });
});
