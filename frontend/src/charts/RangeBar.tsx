import ChevronLeft from "lucide-solid/icons/chevron-left";
import ChevronRight from "lucide-solid/icons/chevron-right";
import ZoomOut from "lucide-solid/icons/zoom-out";
import { Show, createSignal } from "solid-js";
import { createKeys } from "../lib/keys";
import { Button, IconButton } from "../ui/Button";
import { Segmented } from "../ui/Segmented";
import { StatusMark } from "../ui/StatusMark";
import { CustomRange } from "./CustomRange";
import styles from "./RangeBar.module.css";
import { windowWords } from "./summary";
import { type ChartView, type Range, ranges } from "./view";

const labels: Record<Range, string> = { "1h": "1 h", "6h": "6 h", "24h": "24 h", "7d": "7 d", "30d": "30 d", "90d": "90 d", "1y": "1 y" };

/** Chooses what part of the past the charts show, with its keys: z back, [ ] shift, t the next range. */
export function RangeBar(props: { readonly view: ChartView }) {
  const view = () => props.view;
  const next = () => ranges[(ranges.indexOf(view().range()) + 1) % ranges.length] ?? "1h";
  const [custom, setCustom] = createSignal(false);
  createKeys({
    z: () => view().zoomed() && (view().back(), true),
    "[": () => (view().shift(-1), true),
    "]": () => !view().live() && (view().shift(1), true),
    t: () => (view().choose(next()), true),
  });
  return (
    <div class={styles.bar} role="toolbar" aria-label="Time">
      <Segmented label="Range" value={view().range()} choices={ranges.map((value) => ({ value, label: labels[value] }))} onChange={(range) => view().choose(range)} />
      <Button kind="quiet" aria-expanded={custom()} onClick={() => setCustom(!custom())}>
        Custom
      </Button>
      <Show when={custom()}>
        <CustomRange view={view()} onDone={() => setCustom(false)} />
      </Show>
      <span class={`num soft ${styles.window}`}>{windowWords(view().window())}</span>
      <IconButton label="Earlier" aria-keyshortcuts="[" onClick={() => view().shift(-1)}>
        <ChevronLeft class="icon" />
      </IconButton>
      <IconButton label="Later" aria-keyshortcuts="]" disabled={view().live()} onClick={() => view().shift(1)}>
        <ChevronRight class="icon" />
      </IconButton>
      <Show when={view().zoomed()}>
        <Button kind="quiet" aria-keyshortcuts="z" onClick={() => view().back()}>
          <ZoomOut class="icon" />
          Zoom out
        </Button>
      </Show>
      <span class={styles.grow} />
      <Show
        when={view().live()}
        fallback={
          <Button kind="quiet" onClick={() => view().follow()}>
            Back to now
          </Button>
        }
      >
        <span class={styles.live}>
          <StatusMark status="running" good label="" />
          Live
        </span>
      </Show>
    </div>
  );
}
