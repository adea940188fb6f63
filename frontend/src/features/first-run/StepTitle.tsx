import { type ParentProps, onMount } from "solid-js";

/** Title of what follows something that was done: it is read out, and the next Tab goes into what it names. */
export function StepTitle(props: ParentProps) {
  let title: HTMLHeadingElement | undefined;
  onMount(() => title?.focus());
  return (
    <h1 ref={(element) => (title = element)} tabindex={-1}>
      {props.children}
    </h1>
  );
}
