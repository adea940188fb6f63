import { type JSX, Show, children } from "solid-js";

/** One line of a list of facts; without a value there is no line. */
export function Fact(props: { readonly name: string; readonly children: JSX.Element }) {
  const value = children(() => props.children);
  return (
    <Show when={value.toArray().some((part) => part !== undefined && part !== "")}>
      <dt>{props.name}</dt>
      <dd>{value()}</dd>
    </Show>
  );
}
