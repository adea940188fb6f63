/** How many characters a password has at least. */
export const shortestPassword = 8;

/** The server's hash reads no further. */
const longestBytes = 72;

/** Why a new password is not taken; undefined when it is. */
export function unfitWords(password: string): string | undefined {
  if (Array.from(password).length < shortestPassword) return `Take at least ${shortestPassword} characters.`;
  if (new TextEncoder().encode(password).length > longestBytes) return `Take at most ${longestBytes} bytes; letters with marks count as two or more.`;
  return undefined;
}
