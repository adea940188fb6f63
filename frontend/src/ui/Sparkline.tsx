import { createEffect, onCleanup, onMount } from "solid-js";
import { drawSparkline } from "./drawSparkline";
import styles from "./Sparkline.module.css";

/** Everything that a sparkline shows. */
export interface SparklineProps {
  /** Values from old to new; undefined where nothing is known. */
  readonly values: readonly (number | undefined)[] | undefined;
  /** Value from which on the line takes the colour of the tone. */
  readonly trigger?: number;
  readonly tone?: "critical" | "warning";
  /** What is expected next, in the same steps; drawn dashed behind a line that stands for now. */
  readonly ahead?: readonly number[];
  /** How many steps there is room for behind now; 0 unless told. */
  readonly stepsAhead?: number;
  /** Scale; 0 to 100 unless told. "auto" fits the values. */
  readonly max?: number | "auto";
  /** The last known values of something that fell silent. */
  readonly stale?: boolean;
  /** Pixels; 60 × 18 unless told. */
  readonly width?: number;
  readonly height?: number;
}

/** The last hour in one line. It repeats what stands beside it, so it is silent for those who listen. */
export function Sparkline(props: SparklineProps) {
  let canvas: HTMLCanvasElement | undefined;
  const width = () => props.width ?? 60;
  const height = () => props.height ?? 18;
  const draw = () => {
    if (canvas !== undefined) drawSparkline(canvas, { ...props, width: width(), height: height() });
  };
  createEffect(draw);
  onMount(() => {
    const themes = new MutationObserver(draw);
    themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    onCleanup(() => themes.disconnect());
  });
  return (
    <canvas
      ref={(element) => (canvas = element)}
      class={styles.sparkline}
      style={{ width: `${width()}px`, height: `${height()}px` }}
      aria-hidden="true"
    />
  );
}
