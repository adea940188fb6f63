/** Reads one foreign value; undefined when it is not what it should be. */
export type Parse<T> = (value: unknown) => T | undefined;

/** A JSON object whose members are not known yet. */
export type Json = Record<string, unknown>;

/** The value as an object, or undefined. */
export const json: Parse<Json> = (value) => (isObject(value) ? value : undefined);

/** The value as text, or undefined. */
export const text: Parse<string> = (value) => (typeof value === "string" ? value : undefined);

/** The value as text that is not empty, or undefined. */
export const filled: Parse<string> = (value) => (value === "" ? undefined : text(value));

/** The value as a finite number, or undefined. */
export const number: Parse<number> = (value) => (typeof value === "number" && Number.isFinite(value) ? value : undefined);

/** The value as a number above zero, or undefined: for fields in which zero stands for unknown. */
export const positive: Parse<number> = (value) => {
  const found = number(value);
  return found !== undefined && found > 0 ? found : undefined;
};

/** The value as a truth value, or undefined. */
export const flag: Parse<boolean> = (value) => (typeof value === "boolean" ? value : undefined);

/** A point in time as milliseconds, from milliseconds or RFC 3339 text; the unset time is undefined. */
export const moment: Parse<number> = (value) => {
  const at = typeof value === "string" ? Date.parse(value) : value;
  return typeof at === "number" && Number.isFinite(at) && at > 0 ? at : undefined;
};

/** One word of a fixed list. */
export function oneOf<const T extends string>(...allowed: readonly T[]): Parse<T> {
  return (value) => allowed.find((word) => word === value);
}

/** A list; members that are not what they should be are left out. */
export function listOf<T>(member: Parse<T>): Parse<T[]> {
  return (value) => (Array.isArray(value) ? value.map(member).filter((item) => item !== undefined) : undefined);
}

/** An object used as a dictionary. */
export function mapOf<T>(member: Parse<T>): Parse<Record<string, T>> {
  return (value) => {
    if (!isObject(value)) return undefined;
    const entries: Record<string, T> = {};
    for (const [key, item] of Object.entries(value)) {
      const parsed = member(item);
      if (parsed !== undefined) entries[key] = parsed;
    }
    return entries;
  };
}

/** How each field of T is read. */
export type Fields<T> = { readonly [K in keyof T]-?: Parse<NonNullable<T[K]>> };

/** A kind of object on the wire: its fields, and the values of those that must not be absent. */
export interface Shape<T> {
  readonly blank: () => T;
  readonly fields: Fields<T>;
}

/** Reads a whole object of that shape; fields that it does not know are ignored. */
export function object<T extends object>(shape: Shape<T>): Parse<T> {
  return (value) => {
    if (!isObject(value)) return undefined;
    const result = shape.blank();
    patch(result, shape, value);
    return result;
  };
}

/** Takes over the changed fields of an object; null takes a field away. */
export function patch<T extends object>(target: T, shape: Shape<T>, changes: Json): void {
  for (const key of Object.keys(changes)) {
    if (isFieldOf(shape.fields, key)) patchField(target, shape, key, changes[key]);
  }
}

// K ties the key to the type of its value.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
function patchField<T extends object, K extends keyof T>(target: T, shape: Shape<T>, key: K, value: unknown): void {
  const parsed = value === null ? undefined : shape.fields[key](value);
  if (parsed !== undefined) {
    target[key] = parsed;
    return;
  }
  const blank = shape.blank();
  if (key in blank) target[key] = blank[key];
  else Reflect.deleteProperty(target, key);
}

function isFieldOf<T>(fields: Fields<T>, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(fields, key);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
