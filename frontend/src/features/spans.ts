import type { ChartSpan } from "../charts/types";
import { subjectOf } from "../domain/alerts";
import type { Alert } from "../domain/types";

/** What alerts leave in the lane below a chart; one that lasts has no end. */
export function spansOf(alerts: readonly Alert[]): ChartSpan[] {
  return alerts.flatMap((alert) => (alert.startTime === undefined ? [] : [{ from: alert.startTime, to: alert.resolvedTime, tone: alert.level, label: subjectOf(alert) }]));
}
