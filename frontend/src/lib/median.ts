/** The value in the middle; undefined when there is none. */
export function median(values: readonly number[]): number | undefined {
  const ordered = [...values].sort((a, b) => a - b);
  const middle = Math.floor(ordered.length / 2);
  const upper = ordered[middle];
  if (upper === undefined || ordered.length % 2 === 1) return upper;
  return ((ordered[middle - 1] ?? upper) + upper) / 2;
}
