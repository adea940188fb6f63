import { createSignal, untrack } from "solid-js";
import { Button } from "../ui/Button";
import styles from "./RangeBar.module.css";
import type { ChartWindow } from "./types";
import type { ChartView } from "./view";

interface CustomRangeProps {
  readonly view: ChartView;
  readonly onDone: () => void;
}

/** Two times between which the charts shall show the past. */
export function CustomRange(props: CustomRangeProps) {
  const begin = untrack(() => props.view.window());
  const [from, setFrom] = createSignal(localText(begin.from));
  const [to, setTo] = createSignal(localText(begin.to));
  const wanted = () => windowOf(from(), to());
  const show = (event: Event) => {
    event.preventDefault();
    const window = wanted();
    if (window === undefined) return;
    props.view.zoom(window);
    props.onDone();
  };
  return (
    <form class={styles.custom} aria-label="Custom range" onSubmit={show} onKeyDown={(event) => event.key === "Escape" && props.onDone()}>
      <label>
        From <input ref={(field) => queueMicrotask(() => field.focus())} type="datetime-local" value={from()} onInput={(event) => setFrom(event.currentTarget.value)} />
      </label>
      <label>
        to <input type="datetime-local" value={to()} onInput={(event) => setTo(event.currentTarget.value)} />
      </label>
      <Button type="submit" disabled={wanted() === undefined}>
        Show
      </Button>
      <span class="quiet" role="status">
        {wanted() === undefined ? "The end must lie after the beginning." : ""}
      </span>
    </form>
  );
}

/** The two times as a window; undefined when they are none, or in the wrong order. */
export function windowOf(from: string, to: string): ChartWindow | undefined {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  return last - first >= 2 * 60 * 1000 ? { from: first, to: last } : undefined;
}

/** A time as the field wants it: "2026-03-05T14:02" in the reader's zone. */
export function localText(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
