import { type ParentProps, Show, createContext, useContext } from "solid-js";
import Search from "lucide-solid/icons/search";
import { Kbd } from "./Kbd";
import { StatusMark } from "./StatusMark";
import styles from "./find.module.css";

/** Opens the search over everything. */
export type OpenFind = () => void;

const FindContext = createContext<OpenFind>(() => undefined);

/** Gives pages the way to open the search. */
export function FindProvider(props: ParentProps<{ open: OpenFind }>) {
  // eslint-disable-next-line solid/reactivity -- called by a click, never while drawing
  return <FindContext.Provider value={() => props.open()}>{props.children}</FindContext.Provider>;
}

/** Looks like a field; opens the search over everything. */
export function FindButton() {
  const open = useContext(FindContext);
  return (
    <button type="button" class={styles.find} onClick={() => open()} aria-keyshortcuts="Control+K">
      <Search class="icon" />
      <span>Find anything</span>
      <Kbd>Ctrl K</Kbd>
    </button>
  );
}

interface FilterFieldProps {
  /** What is filtered, for those who listen: "Filter guests". */
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** What of it was not understood. */
  readonly problem?: string;
}

/** The field that narrows the list of a page; the key / goes to it. */
export function FilterField(props: FilterFieldProps) {
  return (
    <label class={styles.filter} title={props.problem}>
      <Search class="icon" />
      <input
        aria-invalid={props.problem !== undefined}
        data-find=""
        type="search"
        aria-label={props.label}
        placeholder={props.placeholder}
        spellcheck={false}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      <Show when={props.problem === undefined} fallback={<StatusMark status="warning" label={props.problem} />}>
        <Kbd>/</Kbd>
      </Show>
    </label>
  );
}
