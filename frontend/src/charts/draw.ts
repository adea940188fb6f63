import type uPlot from "uplot";
import type { Tone } from "../lib/status";
import type { ChartColors } from "./colors";
import type { ChartSpan, ChartWindow } from "./types";

/** What is drawn besides the lines. */
export interface Overlay {
  readonly gaps: readonly ChartWindow[];
  /** What came from the records of the server. */
  readonly filled: readonly ChartWindow[];
  readonly spans: readonly ChartSpan[];
  readonly trigger?: number;
  readonly clear?: number;
  readonly triggerLabel?: string;
}

/** Distance of the lane from the plot, and its height, in CSS pixels. */
const lane = { below: 5, height: 4 };

/** Behind the lines: shading where the server's records fill in, hatching where nothing was watched. */
export function drawBehind(plot: uPlot, { gaps, filled }: Overlay, colors: ChartColors): void {
  for (const stretch of filled) shade(plot, stretch, colors);
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  for (const gap of gaps) {
    const [from, to] = [clampX(plot, gap.from), clampX(plot, gap.to)];
    if (to > from) ctx.rect(from, bbox.top, to - from, bbox.height);
  }
  ctx.clip();
  ctx.strokeStyle = colors.unknown;
  ctx.globalAlpha = 0.4;
  ctx.lineWidth = ratio(plot);
  ctx.beginPath();
  if (gaps.length > 0) hatch(plot);
  ctx.stroke();
  ctx.restore();
}

/** A stretch that was filled in, with its words where they have room. */
function shade(plot: uPlot, stretch: ChartWindow, colors: ChartColors): void {
  const { ctx, bbox } = plot;
  const [from, to] = [clampX(plot, stretch.from), clampX(plot, stretch.to)];
  if (to <= from) return;
  const pixel = ratio(plot);
  ctx.save();
  ctx.fillStyle = colors.unknown;
  ctx.globalAlpha = 0.1;
  ctx.fillRect(from, bbox.top, to - from, bbox.height);
  ctx.globalAlpha = 1;
  ctx.font = scaled(colors.font, pixel);
  ctx.fillStyle = colors.faint;
  ctx.textBaseline = "bottom";
  if (ctx.measureText(filledWords).width + 8 * pixel < to - from) ctx.fillText(filledWords, from + 4 * pixel, bbox.top + bbox.height - 3 * pixel);
  ctx.restore();
}

const filledWords = "filled from node";

function hatch(plot: uPlot): void {
  const { ctx, bbox } = plot;
  const step = 7 * ratio(plot);
  for (let x = bbox.left - bbox.height; x < bbox.left + bbox.width; x += step) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
}

/** Before the lines: trigger and clear value, and the lane of what lasted. */
export function drawInFront(plot: uPlot, overlay: Overlay, colors: ChartColors): void {
  plot.ctx.save();
  drawLimits(plot, overlay, colors);
  drawLane(plot, overlay.spans, colors);
  plot.ctx.restore();
}

function drawLimits(plot: uPlot, { trigger, clear, triggerLabel }: Overlay, colors: ChartColors): void {
  const { ctx, bbox } = plot;
  const pixel = ratio(plot);
  ctx.strokeStyle = colors.warn;
  ctx.lineWidth = pixel;
  if (clear !== undefined) across(plot, clear, [3 * pixel, 3 * pixel]);
  if (trigger === undefined) return;
  across(plot, trigger, []);
  if (triggerLabel === undefined || isOutside(plot, trigger)) return;
  ctx.fillStyle = colors.warnText;
  ctx.font = scaled(colors.font, pixel);
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  ctx.fillText(triggerLabel, bbox.left + 4 * pixel, plot.valToPos(trigger, "y", true) - 3 * pixel);
}

function across(plot: uPlot, value: number, dash: number[]): void {
  if (isOutside(plot, value)) return;
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(value, "y", true)) + 0.5;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.setLineDash([]);
}

function drawLane(plot: uPlot, spans: readonly ChartSpan[], colors: ChartColors): void {
  const { ctx, bbox } = plot;
  const pixel = ratio(plot);
  const top = bbox.top + bbox.height + lane.below * pixel;
  ctx.fillStyle = colors.track;
  ctx.fillRect(bbox.left, top, bbox.width, lane.height * pixel);
  for (const span of spans) {
    const [from, to] = [clampX(plot, span.from), span.to === undefined ? bbox.left + bbox.width : clampX(plot, span.to)];
    if (to < bbox.left || from > bbox.left + bbox.width || (from === to && span.to !== undefined && isBefore(plot, span.to))) continue;
    ctx.fillStyle = toneColor(span.tone, colors);
    ctx.fillRect(from, top, Math.max(4 * pixel, to - from), lane.height * pixel);
    if (!isBefore(plot, span.from)) beginning(plot, from, top, ctx.fillStyle);
  }
}

/** A dotted line up through the plot, where it began. */
function beginning(plot: uPlot, x: number, to: number, color: string): void {
  const { ctx, bbox } = plot;
  const pixel = ratio(plot);
  ctx.strokeStyle = color;
  ctx.lineWidth = pixel;
  ctx.globalAlpha = 0.75;
  ctx.setLineDash([2 * pixel, 2 * pixel]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, to);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

function toneColor(tone: Tone, colors: ChartColors): string {
  return { critical: colors.crit, warning: colors.warn, ok: colors.ok, unknown: colors.unknown, planned: colors.planned }[tone];
}

function clampX(plot: uPlot, at: number): number {
  const x = plot.valToPos(at, "x", true);
  return Math.max(plot.bbox.left, Math.min(plot.bbox.left + plot.bbox.width, x));
}

function isBefore(plot: uPlot, at: number): boolean {
  return at < (plot.scales.x?.min ?? at);
}

function isOutside(plot: uPlot, value: number): boolean {
  const { min, max } = plot.scales.y ?? {};
  return min === undefined || max === undefined || value < min || value > max;
}

/** Canvas pixels of one CSS pixel. */
function ratio(plot: uPlot): number {
  return plot.ctx.canvas.width / plot.width;
}

function scaled(font: string, factor: number): string {
  return font.replace(/^([\d.]+)px/, (_, size: string) => `${Number(size) * factor}px`);
}
