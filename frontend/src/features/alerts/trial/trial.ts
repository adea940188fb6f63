import { type Accessor, createEffect, createResource, createSignal, on, onCleanup } from "solid-js";
import { type Backtest, type Proposal, canBacktest, runBacktest } from "../../../api/backtest";
import type { AlertConfig } from "../../../domain/alertConfig";
import { loaded } from "../../../lib/resource";
import { counted } from "../../../lib/words";
import { useClient, useSession } from "../../../live/session";

const pause = 400;

/** A proposal held against the past, again each time it changes. */
export interface Trial {
  /** The newest answer; undefined while there is none, or when the server cannot tell. */
  readonly result: Accessor<Backtest | undefined>;
  readonly busy: Accessor<boolean>;
  /** Why the server could not tell. */
  error(): unknown;
}

/** Asks the server what a proposal would have made of the past, a moment after it changed. */
export function createTrial(proposal: Accessor<Proposal | undefined>): Trial {
  const client = useClient();
  const [asked, setAsked] = createSignal<Proposal>();
  createEffect(
    on(proposal, (next) => {
      const timer = setTimeout(() => setAsked(next), next === undefined ? 0 : pause);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  let running: AbortController | undefined;
  onCleanup(() => running?.abort());
  const [answer] = createResource(asked, (wanted) => {
    running?.abort();
    running = new AbortController();
    return runBacktest(client, wanted, running.signal);
  });
  return {
    result: () => (proposal() === undefined ? undefined : loaded(answer)),
    busy: () => answer.loading,
    error(): unknown {
      return answer.state === "errored" && !isAbort(answer.error) ? answer.error : undefined;
    },
  };
}

/** Whether rules can be held against the past: by this server, and by who looks. Undefined until that is known. */
export function createCanTry(): Accessor<boolean | undefined> {
  const session = useSession();
  const [can] = createResource(session.mayChange, () => canBacktest(session.client));
  return () => (session.mayChange() ? loaded(can) : false);
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

const day = 24 * 60 * 60 * 1000;

/** The proposal of a changed configuration over the last days. */
export function proposalOf(changes: AlertConfig, now: number, days: number, resourceIds?: readonly string[]): Proposal {
  return { config: changes, from: now - days * day, to: now, resourceIds };
}

/** "would have fired 16 times instead of 59, 3 of them during planned work". */
export function trialWords({ proposed, current }: Backtest): string {
  const planned = proposed.firings.filter((firing) => firing.planned).length;
  const times = proposed.count === 0 ? "would never have fired" : `would have fired ${counted(proposed.count, "time")}`;
  const instead = proposed.count === current.count ? ", as now" : ` instead of ${current.count}`;
  return `${times}${instead}${planned === 0 ? "" : `, ${planned} of them in the backup window or other planned work`}`;
}
