import { For } from "solid-js";
import { Dialog } from "../../ui/Dialog";
import { Kbd } from "../../ui/Kbd";
import { entries } from "./entries";
import { windowKeys } from "./windowKeys";
import styles from "./Help.module.css";

const keys: readonly (readonly [keys: readonly string[], meaning: string])[] = [
  [["Ctrl", "K"], "Find anything"],
  [["/"], "Filter the list of the page"],
  [["j"], "Next row"],
  [["k"], "Row before"],
  [["Enter"], "Open the page of the row"],
  [["Space"], "Show the row in the panel"],
  [["x"], "Select the row; with Shift everything up to it"],
  [["a"], "Acknowledge the alert of the row"],
  [["s"], "Snooze the alert of the row"],
  [["e"], "Explain the alert of the row"],
  [["t"], "Next range of the charts"],
  [["["], "Earlier"],
  [["]"], "Later"],
  [["z"], "Zoom out"],
  [["Ctrl", "B"], "Narrow or widen the navigation"],
  [["Esc"], "Close what is on top, then leave the filter"],
  [["?"], "These keys"],
];

/** All keys. */
export function Help(props: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={props.open} onClose={() => props.onClose()} title="Keys">
      <dl class={styles.keys}>
        <For each={keys}>{([pressed, meaning]) => <KeyLine keys={pressed} meaning={meaning} />}</For>
        <For each={windowKeys()}>{([pressed, meaning]) => <KeyLine keys={pressed} meaning={meaning} />}</For>
        <For each={entries}>{(entry) => <KeyLine keys={["g", entry.key]} meaning={entry.label} />}</For>
      </dl>
    </Dialog>
  );
}

function KeyLine(props: { keys: readonly string[]; meaning: string }) {
  return (
    <>
      <dt>
        <For each={props.keys}>{(key) => <Kbd>{key}</Kbd>}</For>
      </dt>
      <dd>{props.meaning}</dd>
    </>
  );
}
