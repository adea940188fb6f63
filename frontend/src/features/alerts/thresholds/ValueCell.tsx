import { Show, createSignal, createUniqueId, onMount } from "solid-js";
import type { Typed } from "../../../domain/limitText";
import { Cell } from "../../../ui/Table";
import styles from "./Thresholds.module.css";
import type { CellView } from "./cells";

interface ValueCellProps {
  readonly id: string;
  /** Name for those who listen: "CPU of web-01". */
  readonly label: string;
  readonly view: CellView;
  readonly cursor: boolean;
  /** The text with which it is being edited; undefined while it is not. */
  readonly editing: string | undefined;
  /** The server did not take its value. */
  readonly refused: boolean;
  /** Reads what was typed and takes it over, or says what is wrong. */
  readonly onType: (text: string) => Typed<unknown>;
  readonly onLeave: (direction: "stay" | "down" | "up" | "right" | "left") => void;
  readonly onClick: () => void;
}

/** A threshold in its cell, and the field in which it is changed. */
export function ValueCell(props: ValueCellProps) {
  return (
    <Cell
      id={props.id}
      align="end"
      figures
      class={styles.value}
      title={props.view.title}
      data-own={props.view.own ? "" : undefined}
      data-cursor={props.cursor ? "" : undefined}
      data-refused={props.refused ? "" : undefined}
      data-fixed={props.view.edit === "none" ? "" : undefined}
      aria-readonly={props.view.edit === "none"}
      onClick={() => props.onClick()}
    >
      <Show when={props.editing !== undefined} fallback={<CellText view={props.view} />}>
        <CellEditor label={props.label} begin={props.editing ?? ""} text={props.view.text} onType={props.onType} onLeave={props.onLeave} />
      </Show>
    </Cell>
  );
}

function CellText(props: { view: CellView }) {
  const parts = () => props.view.text.split("/");
  return (
    <>
      <Show when={props.view.own}>
        <i class={styles.dot} title="differs from the default" />
        <span class="heard">own value </span>
      </Show>
      <span>
        <b>{parts()[0]}</b>
        <Show when={parts()[1]}>{(clear) => <>/{clear()}</>}</Show>
      </span>
    </>
  );
}

interface CellEditorProps {
  readonly label: string;
  /** What was typed to open it; empty keeps what stands in the cell. */
  readonly begin: string;
  readonly text: string;
  readonly onType: (text: string) => Typed<unknown>;
  readonly onLeave: (direction: "stay" | "down" | "up" | "right" | "left") => void;
}

function CellEditor(props: CellEditorProps) {
  const wrong = createUniqueId();
  // eslint-disable-next-line solid/reactivity -- the text begins with what stands in the cell and then belongs to the person
  const [text, setText] = createSignal(props.begin === "" ? props.text : props.begin);
  const [problem, setProblem] = createSignal<string>();
  let field: HTMLInputElement | undefined;
  let left = false;
  onMount(() => {
    field?.focus();
    if (props.begin === "") field?.select();
  });
  const leave = (direction: "stay" | "down" | "up" | "right" | "left") => {
    left = true;
    props.onLeave(direction);
  };
  const take = (direction: "stay" | "down" | "up" | "right" | "left") => {
    const typed = props.onType(text());
    if ("problem" in typed) setProblem(typed.problem);
    else leave(direction);
  };
  const key = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape") leave("stay");
    else if (event.key === "Enter") take(event.shiftKey ? "up" : "down");
    else if (event.key === "Tab") take(event.shiftKey ? "left" : "right");
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        ref={(element) => (field = element)}
        class={styles.editor}
        aria-label={props.label}
        aria-invalid={problem() !== undefined}
        aria-describedby={wrong}
        spellcheck={false}
        autocomplete="off"
        value={text()}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setProblem(undefined);
        }}
        onKeyDown={key}
        onClick={(event) => event.stopPropagation()}
        onBlur={() => !left && take("stay")}
      />
      <span id={wrong} class={styles.problem} role="status">
        {problem()}
      </span>
    </>
  );
}
