import { describe, expect, it } from "vitest";
import { csvOf } from "./csv";

/** Reads CSV as a spreadsheet does. */
function read(text: string): string[][] {
  const rows = text.match(/(?:"(?:[^"]|"")*"|[^\r\n])*\r\n/g) ?? [];
  return rows.map((row) => [...row.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ""));
}

describe("a table file", () => {
  it("quotes what would break a line or a cell, and reads back the same", () => {
    const cells = ["plain", "a,b", 'say "hi"', "two\nlines", "", " spaces "];
    expect(read(csvOf(["one", "two"], [cells]))[1]).toEqual(cells);
  });

  it("leaves unknown values empty and writes numbers as they are", () => {
    expect(csvOf(["a", "b", "c"], [[undefined, -1.5, Number.NaN]])).toBe("a,b,c\r\n,-1.5,\r\n");
  });

  it.each(["=1+1", "+cmd", "-2", "@sum", "\tx"])("keeps a spreadsheet from running %j", (name) => {
    expect(read(csvOf(["name"], [[name]]))[1]?.[0]).toBe(`'${name}`);
  });
});
