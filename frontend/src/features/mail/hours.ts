import type { MailHour } from "../../domain/pmg";

/** The parts of which the bar of an hour is made. */
export interface HourBar {
  /** When the hour began. */
  readonly at: number;
  readonly good: number;
  readonly spam: number;
  readonly virus: number;
}

/** The last 24 hours that are known, oldest first; both directions together. */
export function hourBars(hours: readonly MailHour[]): HourBar[] {
  return hours
    .flatMap((hour): HourBar[] => {
      if (hour.timestamp === undefined) return [];
      const spam = hour.spamIn + hour.spamOut;
      const virus = hour.virusIn + hour.virusOut;
      return [{ at: hour.timestamp, spam, virus, good: Math.max(0, hour.countIn + hour.countOut - spam - virus) }];
    })
    .sort((a, b) => a.at - b.at)
    .slice(-24);
}

/** Values of the axis: from 0 in at most four round steps to the largest or above. */
export function axisTicks(largest: number): number[] {
  const rough = Math.max(1, largest / 4);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((round) => round >= rough) ?? rough;
  return Array.from({ length: Math.ceil(Math.max(1, largest) / step) + 1 }, (_, index) => index * step);
}
