import { createSignal, onCleanup } from "solid-js";
import type { Refusal } from "../../api/session";

const minute = 60_000;

/** A name for which no password is looked at until a time. */
interface Locked {
  readonly name: string;
  readonly until: number;
}

/** Remembers a lock and counts its minutes down; it ends by itself. */
export function createLock() {
  const [locked, setLocked] = createSignal<Locked>();
  const [now, setNow] = createSignal(Date.now());
  const timer = setInterval(() => {
    setNow(Date.now());
    const until = locked()?.until;
    if (until !== undefined && until <= Date.now()) setLocked(undefined);
  }, 1000);
  onCleanup(() => clearInterval(timer));
  return {
    /** Takes a refusal over; one without a time locks nothing. */
    note(name: string, refusal: Refusal) {
      if (refusal.kind !== "locked" || refusal.minutes === undefined) return;
      setNow(Date.now());
      setLocked({ name, until: Date.now() + refusal.minutes * minute });
    },
    /** Whole minutes that are left for that name; undefined when it may be tried. */
    minutesFor(name: string): number | undefined {
      const lock = locked();
      return lock === undefined || lock.name !== name ? undefined : Math.max(1, Math.ceil((lock.until - now()) / minute));
    },
  };
}
