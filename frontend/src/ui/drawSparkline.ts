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

type Sized = SparklineProps & { readonly width: number; readonly height: number };

/** Draws the line into the canvas, in the colours of the present theme. */
export function drawSparkline(canvas: HTMLCanvasElement, spec: Sized): void {
  const { width, height } = spec;
  const density = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.scale(density, density);
  const values = spec.values ?? [];
  const last = values.findLastIndex((value) => value !== undefined);
  if (last < 0) return; // nothing is recorded yet
  const plot = makePlot(spec);
  const color = makeColors(canvas);

  if (spec.trigger !== undefined && spec.tone !== undefined) dashes(context, color("--ink-3"), plot.y(spec.trigger), 0, width, [2, 3]);
  const main = spec.stale === true ? color("--data-2") : color("--data");
  strokeLine(context, values, plot, main);
  if (spec.tone !== undefined) {
    const y = spec.trigger === undefined ? height : plot.y(spec.trigger);
    context.save();
    context.beginPath();
    context.rect(0, 0, width, y);
    context.clip();
    strokeLine(context, values, plot, color(spec.tone === "critical" ? "--crit" : "--warn"));
    context.restore();
  }
  if (spec.stepsAhead !== undefined) drawAhead(context, spec, plot, color);
  if (last < values.length - 3) {
    dashes(context, color("--unknown"), height / 2, plot.x(last), plot.x(values.length - 1), [1.5, 3]);
  } else {
    const end = spec.tone === undefined ? main : color(spec.tone === "critical" ? "--crit" : "--warn");
    dot(context, plot.x(last), plot.y(values[last] ?? 0), end);
  }
}

interface Plot {
  x(index: number): number;
  y(value: number): number;
}

function makePlot({ values, width, height, max, stepsAhead }: Sized): Plot {
  const known = (values ?? []).filter((value) => value !== undefined);
  const top = max === "auto" ? Math.max(1, ...known) * 1.1 : (max ?? 100);
  const steps = Math.max(1, (values?.length ?? 1) - 1 + (stepsAhead ?? 0));
  return {
    x: (index) => 1 + (index / steps) * (width - 3.5),
    y: (value) => height - 1.5 - (Math.min(value, top) / top) * (height - 3),
  };
}

function makeColors(canvas: HTMLCanvasElement): (token: string) => string {
  const style = getComputedStyle(canvas);
  return (token) => style.getPropertyValue(token).trim();
}

function strokeLine(context: CanvasRenderingContext2D, values: readonly (number | undefined)[], plot: Plot, color: string): void {
  context.beginPath();
  let drawing = false;
  values.forEach((value, index) => {
    if (value === undefined) {
      drawing = false;
      return;
    }
    if (drawing) context.lineTo(plot.x(index), plot.y(value));
    else context.moveTo(plot.x(index), plot.y(value));
    drawing = true;
  });
  context.setLineDash([]);
  context.lineJoin = "round";
  context.lineWidth = 1.3;
  context.strokeStyle = color;
  context.stroke();
}

function drawAhead(context: CanvasRenderingContext2D, spec: Sized, plot: Plot, color: (token: string) => string): void {
  const values = spec.values ?? [];
  const now = values.length - 1;
  context.fillStyle = color("--line-2");
  context.fillRect(Math.round(plot.x(now)), 0, 1, spec.height);
  const [from, ahead] = [values[now], spec.ahead ?? []];
  if (from === undefined || ahead.length === 0) return;
  context.beginPath();
  context.moveTo(plot.x(now), plot.y(from));
  ahead.forEach((value, index) => context.lineTo(plot.x(now + 1 + index), plot.y(value)));
  context.setLineDash([2, 2]);
  context.lineWidth = 1.3;
  context.strokeStyle = color("--data");
  context.stroke();
}

function dashes(context: CanvasRenderingContext2D, color: string, y: number, from: number, to: number, pattern: number[]): void {
  context.beginPath();
  context.moveTo(from, y);
  context.lineTo(to, y);
  context.setLineDash(pattern);
  context.lineWidth = 1;
  context.strokeStyle = color;
  context.stroke();
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, color: string): void {
  context.beginPath();
  context.arc(x, y, 1.7, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
}
