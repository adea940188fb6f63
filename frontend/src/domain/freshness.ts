import { filled, flag, moment } from "../lib/decode";

/** The fields of every row that may go stale. */
export const freshness = { stale: flag, staleSince: moment, staleReason: filled };
