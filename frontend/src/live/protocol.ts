import { type Json, json, number, text } from "../lib/decode";

/** The WebSocket sub-protocol of the compact feed. */
export const subProtocol = "pulse.delta.v1";

/** The whole state; the first frame, and the answer to a resync. */
export interface FullFrame {
  readonly kind: "full";
  readonly rev: number;
  readonly at: number;
  readonly state: Json;
}

/** What changed since the revision before. */
export interface DeltaFrame {
  readonly kind: "delta";
  readonly rev: number;
  readonly at: number;
  /** Changed fields of changed rows, by collection and id. */
  readonly set: Json;
  /** Ids of rows that are gone, by collection. */
  readonly del: Json;
  /** Top-level values that are not collections, whole. */
  readonly top: Json;
}

/** Something that happened outside of the estate. */
export interface EventFrame {
  readonly kind: "event";
  readonly type: string;
  readonly data: Json;
}

export interface BeatFrame {
  readonly kind: "ping" | "pong";
}

export type Frame = FullFrame | DeltaFrame | EventFrame | BeatFrame;

/** Reads one frame of the feed; undefined for anything that this version does not know. */
export function parseFrame(message: unknown): Frame | undefined {
  const frame = typeof message === "string" ? json(parseJson(message)) : undefined;
  if (frame === undefined) return undefined;
  switch (frame.t) {
    case "full":
      return fullOf(frame);
    case "delta":
      return deltaOf(frame);
    case "event":
      return eventOf(frame);
    case "ping":
    case "pong":
      return { kind: frame.t };
    default:
      return undefined;
  }
}

function fullOf(frame: Json): FullFrame | undefined {
  const [rev, at, state] = [number(frame.rev), number(frame.at), json(frame.state)];
  if (rev === undefined || at === undefined || state === undefined) return undefined;
  return { kind: "full", rev, at, state };
}

function deltaOf(frame: Json): DeltaFrame | undefined {
  const [rev, at] = [number(frame.rev), number(frame.at)];
  if (rev === undefined || at === undefined) return undefined;
  return { kind: "delta", rev, at, set: json(frame.set) ?? {}, del: json(frame.del) ?? {}, top: json(frame.top) ?? {} };
}

function eventOf(frame: Json): EventFrame | undefined {
  const event = json(frame.event);
  const type = text(event?.type);
  return type === undefined ? undefined : { kind: "event", type, data: json(event?.data) ?? {} };
}

function parseJson(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
