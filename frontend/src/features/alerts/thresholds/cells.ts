import type { AlertConfig } from "../../../domain/alertConfig";
import { valueAt, withValue } from "../../../domain/alertConfig";
import { type StateLevel, defaultAlerts, defaultLimit, defaultState, heldAlerts, heldDelay, heldLimit, heldState, withDefaultState, withDelay, withOwn, withOwnState } from "../../../domain/limitCells";
import type { Metric } from "../../../domain/limitSorts";
import { type Typed, delayText, limitText, typedDelay, typedLimit } from "../../../domain/limitText";
import { keptLimit, shownLimit, unitOf } from "../../../domain/limitUnits";
import type { Degrees } from "../../../lib/temperature";
import type { GridRow } from "./rows";

/** A column of the table: the key of a metric, or one of the two at its end. */
export type ColumnKey = string;

/** The columns that are no metric. */
export const stateColumn = "state";
export const alertsColumn = "alerts";

/** Id of the element of a cell. */
export function cellId(row: string, column: ColumnKey): string {
  return `limit-${encodeURIComponent(row)}-${column}`;
}

/** What stands in a cell. */
export interface CellView {
  readonly text: string;
  /** The value belongs to this row alone. */
  readonly own: boolean;
  /** How it is changed: by typing, by choosing the next of a few words, or not here. */
  readonly edit: "type" | "choose" | "none";
  /** Where the value comes from, or where it is changed. */
  readonly title?: string;
}

const nothing: CellView = { text: "", own: false, edit: "none" };

function metricOf(row: GridRow, column: ColumnKey): Metric | undefined {
  return row.sort.metrics.find(({ key }) => key === column);
}

/** What stands in a cell of a row. */
export function cellOf(config: AlertConfig, row: GridRow, column: ColumnKey, degrees: Degrees): CellView {
  if (column === stateColumn) return stateCell(config, row);
  if (column === alertsColumn) return alertsCell(config, row);
  const metric = metricOf(row, column);
  if (metric === undefined) return nothing;
  if (row.kind === "delay") {
    const held = heldDelay(config, row.sort, metric);
    return { text: delayText(held.value), own: held.own, edit: "type" };
  }
  if (row.kind === "default") return { text: limitText(shownLimit(defaultLimit(config, metric), metric, degrees)), own: false, ...changedAt(row) };
  const held = heldLimit(config, row.id, metric, row.between);
  return { text: limitText(shownLimit(held.value, metric, degrees)), own: held.own, edit: "type", title: held.from };
}

function changedAt(row: GridRow): Pick<CellView, "edit" | "title"> {
  return row.sort.follows === undefined ? { edit: "type" } : { edit: "none", title: `as for all ${row.sort.follows}; changed there` };
}

function stateCell(config: AlertConfig, row: GridRow): CellView {
  if (row.sort.state === undefined) return nothing;
  if (row.kind === "delay") return { text: row.sort.state.chosen ? "2 reports" : "3 reports", own: false, edit: "none", title: "so many reports in a row have to say it" };
  if (row.kind === "default") {
    const isShared = row.sort.name === "container";
    return { text: defaultState(config, row.sort), own: false, edit: isShared ? "none" : "choose", title: isShared ? "as for all guests; changed there" : undefined };
  }
  const held = heldState(config, row.id, row.sort, row.between);
  return { text: held.value, own: held.own, edit: "choose", title: held.from };
}

function alertsCell(config: AlertConfig, row: GridRow): CellView {
  if (row.kind === "delay") return nothing;
  if (row.kind === "default") return { text: onOff(defaultAlerts(config, row.sort)), own: false, edit: row.sort.name === "disk" ? "none" : "choose", title: row.sort.name === "disk" ? "together with the nodes" : undefined };
  const held = heldAlerts(config, row.id, row.sort, row.between);
  return { text: onOff(held.value), own: held.own, edit: "choose", title: held.from };
}

function onOff(on: boolean): string {
  return on ? "on" : "off";
}

/** The configuration after something was typed into a cell, or what is wrong with it. */
export function typedInto(config: AlertConfig, row: GridRow, column: ColumnKey, text: string, degrees: Degrees): Typed<AlertConfig> {
  const cell = cellOf(config, row, column, degrees);
  if (text.trim() === cell.text) return { value: config };
  if (cell.edit === "none") return { problem: cell.title ?? "There is nothing to set here." };
  if (column === stateColumn || column === alertsColumn) return chosenInto(config, row, column, text.trim().toLowerCase());
  const metric = metricOf(row, column);
  if (metric === undefined) return { problem: "There is nothing to set here." };
  if (row.kind === "delay") {
    const typed = typedDelay(text);
    return "problem" in typed ? typed : { value: withDelay(config, row.sort, metric, typed.value) };
  }
  const isDefault = row.kind === "default";
  const typed = typedLimit(text, unitOf(metric, degrees), isDefault ? 0 : -1, isDefault && metric.always === true);
  if ("problem" in typed) return typed;
  const limit = keptLimit(typed.value, metric, degrees);
  return { value: isDefault ? withValue(config, metric.path, limit) : withOwn(config, row.id, metric.key, limit) };
}

function chosenInto(config: AlertConfig, row: GridRow, column: ColumnKey, word: string): Typed<AlertConfig> {
  const allowed = choicesOf(row, column);
  if (!allowed.includes(word)) return { problem: `Choose one of ${allowed.join(", ")}.` };
  if (column === alertsColumn) return { value: withAlerts(config, row, word === "on") };
  const level: StateLevel = word === "critical" || word === "warning" ? word : "off";
  return { value: row.kind === "resource" ? withOwnState(config, row.id, row.sort, level) : withDefaultState(config, row.sort, level) };
}

/** The words that a cell can be set to. */
export function choicesOf(row: GridRow, column: ColumnKey): readonly string[] {
  if (column === alertsColumn) return ["on", "off"];
  return row.sort.state?.chosen === true ? ["warning", "critical", "off"] : ["critical", "off"];
}

/** The configuration with the next of a few words in a cell. */
export function nextIn(config: AlertConfig, row: GridRow, column: ColumnKey): AlertConfig {
  const cell = column === stateColumn ? stateCell(config, row) : column === alertsColumn ? alertsCell(config, row) : nothing;
  if (cell.edit !== "choose") return config;
  const choices = choicesOf(row, column);
  const next = choices[(choices.indexOf(cell.text) + 1) % choices.length] ?? cell.text;
  const chosen = chosenInto(config, row, column, next);
  return "problem" in chosen ? config : chosen.value;
}

function withAlerts(config: AlertConfig, row: GridRow, on: boolean): AlertConfig {
  if (row.kind !== "resource") return row.sort.offKey === undefined ? config : withValue(config, [row.sort.offKey], !on);
  if (!on) return withOwn(config, row.id, "disabled", true);
  return withOwn(config, row.id, "disabled", row.between?.off === true ? false : undefined);
}

/** The configuration in which a cell has no own value any more. Defaults have nothing to go back to. */
export function emptied(config: AlertConfig, row: GridRow, column: ColumnKey): AlertConfig {
  const metric = metricOf(row, column);
  if (row.kind === "delay" && metric !== undefined) return withDelay(config, row.sort, metric, undefined);
  if (row.kind !== "resource") return config;
  if (column === stateColumn) return withOwnState(config, row.id, row.sort, undefined);
  return withOwn(config, row.id, column === alertsColumn ? "disabled" : column, undefined);
}

/** The configuration in which a row has no own values at all. */
export function allEmptied(config: AlertConfig, row: GridRow): AlertConfig {
  return row.kind === "resource" && valueAt(config, ["overrides", row.id]) !== undefined ? withValue(config, ["overrides", row.id], undefined) : config;
}
