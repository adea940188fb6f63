import { type Parse, filled, json, listOf, moment, oneOf, text } from "../lib/decode";
import type { Client } from "./client";
import { ApiError } from "./errors";

/** What became of a rule of a resource. */
export type Outcome = "firing" | "pending" | "quiet" | "off" | "silenced" | "unknown" | "planned";

/** One step of a decision. */
export interface ExplainStep {
  readonly step: string;
  /** Whether the decision went on from here. */
  readonly result: "pass" | "stop" | "info";
  readonly text: string;
  readonly at?: number;
}

/** How it was decided whether an alert is raised and told. */
export interface Explanation {
  readonly outcome: Outcome;
  readonly steps: readonly ExplainStep[];
}

const step: Parse<ExplainStep> = (value) => {
  const raw = json(value);
  const words = filled(raw?.text);
  if (raw === undefined || words === undefined) return undefined;
  return { step: text(raw.step) ?? "", result: oneOf("pass", "stop", "info")(raw.result) ?? "info", text: words, at: moment(raw.at) };
};

const explanation: Parse<Explanation> = (value) => {
  const raw = json(value);
  const outcome = oneOf("firing", "pending", "quiet", "off", "silenced", "unknown", "planned")(raw?.outcome);
  return raw === undefined || outcome === undefined ? undefined : { outcome, steps: listOf(step)(raw.steps) ?? [] };
};

/** Asks why a resource does or does not alert; undefined when the resource is gone or the server cannot say. */
export async function fetchExplanation(client: Client, resourceId: string, type: string): Promise<Explanation | undefined> {
  const parameters = new URLSearchParams({ resourceId, type });
  try {
    return await client.get(`/api/alerts/explain?${parameters.toString()}`, explanation);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
