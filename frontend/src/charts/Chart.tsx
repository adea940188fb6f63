import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { For, type JSX, Show, createEffect, createMemo, createSignal, on, onCleanup, onMount } from "solid-js";
import { unknown } from "../lib/format";
import { clockTime } from "../lib/time";
import styles from "./Chart.module.css";
import { colorsAt } from "./colors";
import { columnsOf, niceTop, unwatched, valueNear, within } from "./data";
import { drawBehind, drawInFront } from "./draw";
import { optionsOf } from "./options";
import { summaryOf } from "./summary";
import type { ChartLine, ChartSpan, ChartWindow } from "./types";
import type { ChartView } from "./view";

interface ChartProps {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  readonly view: ChartView;
  /** Charts with the same word share the cursor. */
  readonly group: string;
  /** A value with its unit. */
  readonly format: (value: number) => string;
  /** Ticks at the scale; as format unless told. */
  readonly tick?: (value: number) => string;
  /** Top of the scale; a round number above the values unless told. */
  readonly top?: number;
  readonly trigger?: number;
  readonly clear?: number;
  readonly spans?: readonly ChartSpan[];
  /** What came from the records of the server, shaded. */
  readonly filled?: readonly ChartWindow[];
  readonly height?: number;
  /** What stands behind the title. */
  readonly note?: JSX.Element;
}

/** Values over time, with their limits, what lasted, and where nobody watched. */
export function Chart(props: ChartProps) {
  const [at, setAt] = createSignal<number>();
  const [left, setLeft] = createSignal(0);
  const shown = () => props.lines.map((line) => ({ name: line.name, value: at() === undefined ? within(line.points, props.view.window()).at(-1)?.value : valueNear(line.points, at()) }));
  return (
    <figure class={styles.figure}>
      <figcaption class={styles.caption}>
        <span class="strong">{props.title}</span>
        <span class="quiet small">{props.note}</span>
        <span class={styles.grow} />
        <For each={shown()}>
          {(line, index) => (
            <span class={styles.key}>
              <i style={{ background: `var(--c${index() + 1})` }} />
              {line.name} <span class="num strong">{line.value === undefined ? unknown : props.format(line.value)}</span>
            </span>
          )}
        </For>
      </figcaption>
      <Plot {...props} onCursor={(time, x) => (setAt(time), setLeft(x))} />
      <Show when={at()}>
        {(time) => (
          <span class={`num ${styles.time}`} style={{ left: `${left() + 40}px` }} aria-hidden="true">
            {clockTime(time())}
          </span>
        )}
      </Show>
    </figure>
  );
}

/** The canvas. It is made anew when the theme or the number of lines changes; everything else it follows. */
function Plot(props: ChartProps & { onCursor: (at: number | undefined, left: number) => void }) {
  let host: HTMLDivElement | undefined;
  let plot: uPlot | undefined;
  const [theme, setTheme] = createSignal(0);
  const [width, setWidth] = createSignal(0);
  const height = () => props.height ?? 166;
  const top = createMemo(() => props.top ?? niceTop(props.lines, props.view.window(), 1));
  const overlay = createMemo(() => ({
    gaps: unwatched(props.lines, props.view.window()),
    filled: props.filled ?? [],
    spans: props.spans ?? [],
    trigger: props.trigger,
    clear: props.clear,
    triggerLabel: props.trigger === undefined ? undefined : `trigger ${props.format(props.trigger)}`,
  }));
  const range = (): readonly [number, number] => [props.view.window().from, props.view.window().to];

  const make = (element: HTMLElement) => {
    plot?.destroy();
    const colors = colorsAt(element);
    const options = optionsOf({
      width: Math.max(120, width()),
      height: height(),
      lines: props.lines.length,
      colors,
      group: props.group,
      window: range,
      top,
      label: (value) => (props.tick ?? props.format)(value),
      behind: (drawn) => drawBehind(drawn, overlay(), colors),
      inFront: (drawn) => drawInFront(drawn, overlay(), colors),
      onCursor: (at, left) => props.onCursor(at, left),
      onZoom: (from, to) => props.view.zoom({ from, to }),
      onBack: () => props.view.back(),
    });
    plot = new uPlot(options, dataOf(props.lines), element);
  };

  onMount(() => {
    if (host === undefined) return;
    const element = host;
    setWidth(element.clientWidth);
    const sizes = new ResizeObserver(() => setWidth(element.clientWidth));
    sizes.observe(element);
    const themes = new MutationObserver(() => setTheme((count) => count + 1));
    themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    createEffect(on([theme, () => props.lines.length, height], () => make(element)));
    createEffect(on(width, (wide) => plot?.setSize({ width: Math.max(120, wide), height: height() }), { defer: true }));
    createEffect(on([() => props.lines, overlay, top, () => props.view.window()], () => plot?.setData(dataOf(props.lines)), { defer: true }));
    onCleanup(() => {
      sizes.disconnect();
      themes.disconnect();
      plot?.destroy();
    });
  });

  const words = () => summaryOf({ title: props.title, lines: props.lines, window: props.view.window(), format: props.format, trigger: props.trigger, filled: props.filled });
  return <div ref={(element) => (host = element)} class={styles.plot} style={{ height: `${height()}px` }} role="img" aria-label={words()} />;
}

function dataOf(lines: readonly ChartLine[]): uPlot.AlignedData {
  return columnsOf(lines);
}

