const small = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/** A count as it is written in a sentence: words up to twelve, figures above. */
export function inWords(count: number): string {
  return small[count] ?? String(count);
}

/** The count and its noun: "1 guest", "3 guests". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The sentence with its first letter as a capital. */
export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** Things in a row: "this computer, e-mail and ntfy". */
export function listed(things: readonly string[]): string {
  if (things.length < 2) return things[0] ?? "";
  return `${things.slice(0, -1).join(", ")} and ${things[things.length - 1] ?? ""}`;
}
