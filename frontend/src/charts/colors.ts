/** The colours of a chart in the present theme. */
export interface ChartColors {
  /** Of the lines, in order. */
  readonly lines: readonly string[];
  readonly grid: string;
  readonly ink: string;
  readonly faint: string;
  readonly surface: string;
  readonly track: string;
  readonly warn: string;
  readonly warnText: string;
  readonly crit: string;
  readonly unknown: string;
  readonly planned: string;
  readonly ok: string;
  readonly font: string;
}

/** Reads the tokens as they hold at an element. */
export function colorsAt(element: Element): ChartColors {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    lines: ["--c1", "--c2", "--c3", "--c4", "--c5", "--c6"].map(token),
    grid: token("--grid"),
    ink: token("--ink-2"),
    faint: token("--ink-3"),
    surface: token("--surface"),
    track: token("--track"),
    warn: token("--warn"),
    warnText: token("--warn-text"),
    crit: token("--crit"),
    unknown: token("--unknown"),
    planned: token("--planned"),
    ok: token("--ok"),
    font: `10.5px ${token("--font")}`,
  };
}

/** The same colour, lighter: for the band between lowest and highest. */
export function withAlpha(color: string, alpha: number): string {
  const hex = /^#([0-9a-f]{6})$/i.exec(color)?.[1];
  return hex === undefined ? color : `#${hex}${Math.round(alpha * 255).toString(16).padStart(2, "0")}`;
}
