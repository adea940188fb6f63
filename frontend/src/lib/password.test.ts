import { describe, expect, it } from "vitest";
import { unfitWords } from "./password";

const tooShort = "Take at least 8 characters.";
const tooLong = "Take at most 72 bytes; letters with marks count as two or more.";

describe("a new password", () => {
  it.each([
    ["seven77", tooShort],
    ["eight888", undefined],
    ["🔑".repeat(7), tooShort],
    ["x".repeat(72), undefined],
    ["ü".repeat(37), tooLong],
  ])("%s is judged by its characters, and by how much of it the server reads", (password, words) => {
    expect(unfitWords(password)).toBe(words);
  });
});
