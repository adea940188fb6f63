/** What to tell a person about anything that was thrown. The desktop window refuses with plain text. */
export function wordsOf(error: unknown): string {
  if (typeof error === "string" && error !== "") return error;
  return error instanceof Error ? error.message : "Something failed that gave no reason.";
}
