import { type Accessor, createSignal, onCleanup } from "solid-js";

/** The present, renewed every so many milliseconds for as long as its owner lives. */
export function createClock(everyMs: number): Accessor<number> {
  const [now, tick] = createSignal(Date.now());
  const timer = setInterval(() => tick(Date.now()), everyMs);
  onCleanup(() => clearInterval(timer));
  return now;
}
