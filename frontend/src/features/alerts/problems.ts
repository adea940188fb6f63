import { type Accessor, createEffect, createSignal, on } from "solid-js";
import type { ConfigDraft } from "./draft";

/** What stands in the fields of a form and cannot be saved as it is. */
export interface Problems {
  readonly any: Accessor<boolean>;
  /** Says of a place whether something is wrong there. */
  readonly note: (where: string, wrong: boolean) => void;
  /** The places that begin like this are gone. */
  readonly forget: (beginning: string) => void;
}

/** Collects them, until what was changed is taken back. */
export function createProblems(draft: ConfigDraft): Problems {
  const [places, setPlaces] = createSignal<ReadonlySet<string>>(new Set());
  createEffect(on(draft.round, () => setPlaces(new Set<string>()), { defer: true }));
  return {
    any: () => places().size > 0,
    note: (where, wrong) => setPlaces((before) => new Set(wrong ? [...before, where] : [...before].filter((other) => other !== where))),
    forget: (beginning) => setPlaces((before) => new Set([...before].filter((place) => !place.startsWith(beginning)))),
  };
}
