import { type Degrees, shownDegrees, signOf, typedDegrees } from "../lib/temperature";
import type { Unit } from "./limitText";
import type { Metric } from "./limitSorts";
import type { Limit } from "./thresholds";

/** In what the limits of a metric are shown and typed. */
export function unitOf(metric: Metric, degrees: Degrees): Unit {
  return metric.unit === "°C" ? signOf(degrees) : metric.unit;
}

/** A limit of the configuration as it is shown. One that is off stays off. */
export function shownLimit(limit: Limit, metric: Metric, degrees: Degrees): Limit {
  return metric.unit === "°C" && limit.trigger > 0 ? both(limit, (value) => shownDegrees(value, degrees)) : limit;
}

/** A limit that was typed as it is kept in the configuration. */
export function keptLimit(limit: Limit, metric: Metric, degrees: Degrees): Limit {
  return metric.unit === "°C" && limit.trigger > 0 ? both(limit, (value) => typedDegrees(value, degrees)) : limit;
}

function both({ trigger, clear }: Limit, change: (value: number) => number): Limit {
  return { trigger: change(trigger), clear: change(clear) };
}
