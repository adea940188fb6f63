import { createEffect, onCleanup, onMount } from "solid-js";
import { type SparklineProps, drawSparkline } from "./drawSparkline";
import styles from "./Sparkline.module.css";

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
