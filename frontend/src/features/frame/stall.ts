import type { Live } from "../../live/live";

/** After this long without a good poll the collection has stalled, whatever the reason. */
export const stallAfter = 60_000;

/** Whether the line to the server stands but no server has been read for a while. */
export function isStalled(live: Pick<Live, "link" | "age" | "estate">, now: number): boolean {
  if (live.link() !== "live" || live.estate.connections.length === 0) return false;
  return (live.age(now) ?? 0) > stallAfter;
}
