import { Show, createSignal } from "solid-js";
import type { FoundServer } from "../../api/discovery";
import { AddFound } from "./AddFound";
import { ChooseServers } from "./ChooseServers";

/** The first servers, found or typed, or none for now. Those that were ticked are added one after the other. */
export function ServerStep(props: { onDone: () => void }) {
  const [chosen, setChosen] = createSignal<readonly FoundServer[]>([]);
  const [at, setAt] = createSignal(0);
  const goOn = () => {
    setAt(at() + 1);
    if (at() === chosen().length) props.onDone();
  };
  return (
    <Show keyed when={chosen()[at()]} fallback={<ChooseServers onChosen={setChosen} onTyped={() => props.onDone()} onSkip={() => props.onDone()} />}>
      {(server) => <AddFound server={server} number={at() + 1} of={chosen().length} onAdded={goOn} onSkip={goOn} />}
    </Show>
  );
}
