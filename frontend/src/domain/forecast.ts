import { type Parse, moment, number, object, oneOf } from "../lib/decode";

/** What can be said about when a place will be full. */
export interface Forecast {
  outlook: "full" | "growing" | "uncertain" | "steady" | "short";
  /** The likeliest date, and the range that holds it eight times of ten. */
  fullAt?: number;
  earliest?: number;
  latest?: number;
  bytesPerDay?: number;
  /** Of how many days the use is known. */
  days?: number;
}

/** Reads a forecast. */
export const forecast: Parse<Forecast> = object<Forecast>({
  blank: () => ({ outlook: "short" }),
  fields: {
    outlook: oneOf("full", "growing", "uncertain", "steady", "short"),
    fullAt: moment,
    earliest: moment,
    latest: moment,
    bytesPerDay: number,
    days: number,
  },
});

const day = 24 * 60 * 60 * 1000;

/** When it will be full, with its range: "12 – 30 Apr", "3 Apr – 2 May", "over a year", "not growing". */
export function fullWords(of: Forecast | undefined, now: number): string {
  if (of === undefined) return "";
  const { outlook, earliest, latest } = of;
  if (earliest !== undefined && earliest - now > 365 * day && outlook !== "full") return "over a year";
  switch (outlook) {
    case "full":
      return "no room left";
    case "steady":
      return "not growing";
    case "short":
      return "too few days yet";
    case "uncertain":
      return earliest === undefined ? "no clear trend" : `not before ${date(earliest, now)}`;
    case "growing":
      if (earliest === undefined) return "";
      return latest === undefined ? `${date(earliest, now)} or later` : rangeWords(earliest, latest, now);
  }
}

function rangeWords(earliest: number, latest: number, now: number): string {
  const [from, to] = [date(earliest, now), date(latest, now)];
  if (from === to) return from;
  const [firstDay, firstMonth] = from.split(" ");
  return from.split(" ").length === 2 && to.endsWith(` ${firstMonth}`) ? `${firstDay} – ${to}` : `${from} – ${to}`;
}

/** "12 Apr", from half a year on "Oct 2027". */
function date(at: number, now: number): string {
  const options: Intl.DateTimeFormatOptions = at - now < 180 * day ? { day: "numeric", month: "short" } : { month: "short", year: "numeric" };
  return new Date(at).toLocaleDateString("en-GB", options);
}

/** Everything that is known, for hovering. */
export function forecastTitle(of: Forecast | undefined, size: (bytes: number) => string): string | undefined {
  if (of === undefined) return undefined;
  const known = `by the use of ${of.days ?? 0} ${of.days === 1 ? "day" : "days"}`;
  if (of.outlook !== "growing" && of.outlook !== "uncertain") return known;
  const most = of.fullAt === undefined ? "" : `Most likely full on ${new Date(of.fullAt).toLocaleDateString("en-GB", { dateStyle: "long" })}. `;
  return `${most}Grows by ${size(of.bytesPerDay ?? 0)} a day, ${known}.`;
}

/** When somebody should look: the likeliest date, else never. */
export function dueAt(of: Forecast | undefined): number {
  return of?.outlook === "full" ? 0 : (of?.fullAt ?? Infinity);
}

/** Whether the date is near enough to be worried about. */
export function isSoon(of: Forecast | undefined, now: number): boolean {
  return (of?.outlook === "growing" && (of.earliest ?? Infinity) - now < 30 * day) || of?.outlook === "full";
}
