/** An order of two things, as Array.sort wants it. */
export type Order<T> = (a: T, b: T) => number;

const natural = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Names as people order them: web-2 before web-10. */
export function byText<T>(of: (thing: T) => string): Order<T> {
  return (a, b) => natural.compare(of(a), of(b));
}

/** Smallest first; the unknown always last. */
export function byNumber<T>(of: (thing: T) => number | undefined): Order<T> {
  return (a, b) => {
    const [x, y] = [of(a), of(b)];
    if (x === undefined) return y === undefined ? 0 : 1;
    if (y === undefined) return -1;
    return x === y ? 0 : x - y; // without the question, never and never would make NaN
  };
}

/** Largest first; the unknown always last. */
export function byNumberDown<T>(of: (thing: T) => number | undefined): Order<T> {
  return byNumber((thing) => {
    const value = of(thing);
    return value === undefined ? undefined : -value;
  });
}

/** The first order that makes a difference decides. */
export function inOrder<T>(...orders: readonly Order<T>[]): Order<T> {
  return (a, b) => {
    for (const order of orders) {
      const difference = order(a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

/** A sorted copy. */
export function sorted<T>(things: Iterable<T>, order: Order<T>): T[] {
  return [...things].sort(order);
}

/** The things under the keys that they belong to, keys in order of first appearance. */
export function groupBy<T>(things: Iterable<T>, key: (thing: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const name = key(thing);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [thing]);
    else group.push(thing);
  }
  return groups;
}
