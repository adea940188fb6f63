import { A } from "@solidjs/router";
import { Match, type ParentProps, Switch } from "solid-js";
import { EmptyState } from "./EmptyState";
import { Skeleton } from "./Skeleton";

interface WatchedProps {
  /** The estate is known. */
  readonly ready: boolean;
  /** What is listed: "the nodes". */
  readonly what: string;
  /** How many rows stand in for it meanwhile. */
  readonly rows: number;
  readonly empty: boolean;
  /** The sentence for nothing. */
  readonly none: string;
  /** Where something can be done about nothing; the form of a new connection unless told. */
  readonly way?: { readonly href: string; readonly words: string };
}

/** A list of what is watched: rows that stand in for it, the way to a first one, or the list itself. */
export function Watched(props: ParentProps<WatchedProps>) {
  const way = () => props.way ?? { href: "/settings/connections/add", words: "Add a server" };
  return (
    <Switch fallback={props.children}>
      <Match when={!props.ready}>
        <Skeleton label={`Loading ${props.what}`} rows={props.rows} />
      </Match>
      <Match when={props.empty}>
        <EmptyState sentence={props.none}>
          <A class="link" href={way().href}>
            {way().words}
          </A>
        </EmptyState>
      </Match>
    </Switch>
  );
}
