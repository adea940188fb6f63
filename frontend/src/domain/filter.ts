/**
 * The language of filters: words that must all hold, separated by spaces.
 *
 *   cpu>80 mem<=50       a number compared
 *   tag:prod,db          one of several texts
 *   is:stale             a state
 *   -tag:test            the opposite
 *   web "two words"      text anywhere
 */

/** How a number is compared. */
export type Operator = ">" | ">=" | "<" | "<=" | "=" | "!=";

/** One condition of a filter. */
export type Condition = { readonly not: boolean } & (
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "text"; readonly field: string; readonly any: readonly string[] }
  | { readonly kind: "number"; readonly field: string; readonly operator: Operator; readonly value: number }
);

/** What was understood, and what was not, in words. */
export interface Filter {
  readonly conditions: readonly Condition[];
  readonly problems: readonly string[];
}

/** The fields of things of one kind, by every name that they have in the language. */
export interface FilterFields<T> {
  readonly numbers: Readonly<Record<string, (thing: T) => number | undefined>>;
  /** Each gives the texts of a thing, in lower case. */
  readonly texts: Readonly<Record<string, (thing: T) => readonly string[]>>;
  /** Fields whose text must be the whole word; the others look for a part. */
  readonly whole: ReadonlySet<string>;
  /** Everything in which a plain word is looked for, in lower case. */
  readonly words: (thing: T) => readonly string[];
}

const token = /([-!]?)((?:[^\s"]|"[^"]*"?)+)/g;
const parts = /^([a-z]+)(>=|<=|!=|>|<|=|:)(.*)$/i;
const measure = /^(>=|<=|!=|>|<|=)?\s*(\d+(?:\.\d+)?)\s*(%|d|h|m|min)?$/i;

/** Reads a filter. It never fails: what it does not understand is told and left out. */
export function parseFilter<T>(input: string, fields: FilterFields<T>): Filter {
  const conditions: Condition[] = [];
  const problems: string[] = [];
  for (const [, sign, body] of input.matchAll(token)) {
    const read = condition(body ?? "", sign !== "", fields);
    if (typeof read === "string") problems.push(read);
    else if (read !== undefined) conditions.push(read);
  }
  return { conditions, problems };
}

/** Whether a thing fulfils all conditions. A number that is not known fulfils none, not even a negated one. */
export function matches<T>(thing: T, filter: Filter, fields: FilterFields<T>): boolean {
  return filter.conditions.every((one) => holds(thing, one, fields));
}

function condition<T>(body: string, not: boolean, fields: FilterFields<T>): Condition | string | undefined {
  const match = parts.exec(body);
  if (match === null) {
    const text = unquote(body);
    return text === "" ? undefined : { kind: "word", text, not };
  }
  const [, name = "", operator = "", rest = ""] = match;
  const field = name.toLowerCase();
  if (Object.hasOwn(fields.numbers, field)) return compared(field, operator, rest, not);
  if (!Object.hasOwn(fields.texts, field)) return `There is no “${name}” to filter by.`;
  const any = rest.split(",").map(unquote).filter((text) => text !== "");
  if (any.length === 0) return `${name}${operator} needs a word behind it.`;
  if (operator === ":" || operator === "=") return { kind: "text", field, any, not };
  if (operator === "!=") return { kind: "text", field, any, not: !not };
  return `${name} is a text; write ${name}:${any[0] ?? ""}.`;
}

function compared(field: string, operator: string, rest: string, not: boolean): Condition | string {
  const match = measure.exec(rest);
  if (match === null || (operator !== ":" && match[1] !== undefined)) return `${field} needs a number, such as ${field}>80.`;
  const written = operator === ":" ? (match[1] ?? "=") : operator;
  return { kind: "number", field, operator: operatorOf(written), value: Number(match[2]) / scaleOf(match[3]), not };
}

/** Times are compared in days. */
function scaleOf(unit: string | undefined): number {
  if (unit === "h") return 24;
  return unit === "m" || unit === "min" ? 24 * 60 : 1;
}

function operatorOf(written: string): Operator {
  const all: readonly Operator[] = [">", ">=", "<", "<=", "=", "!="];
  return all.find((operator) => operator === written) ?? "=";
}

function unquote(text: string): string {
  return text.replaceAll('"', "").trim().toLowerCase();
}

function holds<T>(thing: T, one: Condition, fields: FilterFields<T>): boolean {
  switch (one.kind) {
    case "word":
      return fields.words(thing).some((text) => text.includes(one.text)) !== one.not;
    case "text": {
      const texts = fields.texts[one.field]?.(thing) ?? [];
      const same = (text: string, wanted: string) => (fields.whole.has(one.field) ? text === wanted : text.includes(wanted));
      return texts.some((text) => one.any.some((wanted) => same(text, wanted))) !== one.not;
    }
    case "number": {
      const value = fields.numbers[one.field]?.(thing);
      return value !== undefined && compare(value, one.operator, one.value) !== one.not;
    }
  }
}

/** Equal means equal as it is shown: within half a point. */
function compare(value: number, operator: Operator, to: number): boolean {
  switch (operator) {
    case ">":
      return value > to;
    case ">=":
      return value >= to;
    case "<":
      return value < to;
    case "<=":
      return value <= to;
    case "=":
      return Math.abs(value - to) < 0.5;
    case "!=":
      return Math.abs(value - to) >= 0.5;
  }
}
