import { createEffect, createSignal, onCleanup } from "solid-js";
import { isNew, subjectOf } from "../../domain/alerts";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";

const pause = 10_000;

/** Speaks new critical alerts to those who listen, politely and at most every 10 s. */
export function Announcer() {
  const live = useLive();
  const [words, setWords] = createSignal("");
  const known = new Set<string>();
  let started = false;
  let waiting: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const speak = () => {
    timer = undefined;
    if (waiting.length === 0) return;
    setWords(waiting.length === 1 ? (waiting[0] ?? "") : `${counted(waiting.length, "new critical alert")}: ${waiting.join(", ")}`);
    waiting = [];
    timer = setTimeout(speak, pause);
  };

  createEffect(() => {
    if (!live.ready()) return;
    const critical = live.alerts().filter((alert) => alert.level === "critical" && isNew(alert, Date.now()));
    const fresh = critical.filter((alert) => !known.has(alert.id));
    known.clear();
    for (const alert of critical) known.add(alert.id);
    if (started) waiting.push(...fresh.map((alert) => `Critical: ${alert.resourceName}, ${subjectOf(alert)}`));
    started = true;
    if (timer === undefined) speak();
  });
  onCleanup(() => clearTimeout(timer));

  return (
    <div class="heard" role="status" aria-live="polite">
      {words()}
    </div>
  );
}
