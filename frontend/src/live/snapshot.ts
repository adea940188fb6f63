import { createStore, produce, reconcile } from "solid-js/store";
import type { Estate } from "../domain/types";
import type { DeltaFrame, FullFrame } from "./protocol";
import { applyDelta, emptyEstate, estateOf } from "./reducer";

/** The one store of the live state. */
export interface Snapshot {
  readonly estate: Estate;
  /** Takes a frame over; false means that frames are missing before it and nothing was changed. */
  readonly apply: (frame: FullFrame | DeltaFrame) => boolean;
}

/** Creates the store. Rows keep their identity through every frame, so that only what changed is drawn again. */
export function createSnapshot(): Snapshot {
  const [estate, setEstate] = createStore<Estate>(emptyEstate());
  let rev: number | undefined;

  const apply = (frame: FullFrame | DeltaFrame): boolean => {
    if (frame.kind === "full") {
      setEstate(reconcile(estateOf(frame.state)));
    } else {
      if (rev === undefined || frame.rev !== rev + 1) return false;
      setEstate(produce((draft) => applyDelta(draft, frame)));
    }
    rev = frame.rev;
    return true;
  };
  return { estate, apply };
}
