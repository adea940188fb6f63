import type { Refusal } from "../../api/session";
import { counted } from "../../lib/words";

/** Why a sign-in was refused, and what follows from it. */
export function refusalWords(refusal: Refusal): string {
  switch (refusal.kind) {
    case "wrong":
      return `Name or password is wrong.${remainingWords(refusal.remaining)}`;
    case "locked":
      return refusal.minutes === undefined
        ? "Too many wrong tries. Wait a while, then try again."
        : `Too many wrong tries. Try again in ${refusal.minutes} min.`;
    case "other":
      return refusal.message;
  }
}

function remainingWords(remaining: number | undefined): string {
  if (remaining === undefined) return "";
  return ` After ${counted(remaining, "more try", "more tries")} there is a pause.`;
}
