import { createSignal, onCleanup } from "solid-js";
import { copyText } from "../lib/clipboard";
import { Button } from "./Button";

/** Puts a text into the clipboard and says that it did. */
export function CopyButton(props: { readonly text: string }) {
  const [word, setWord] = createSignal("Copy");
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const copy = async () => {
    try {
      await copyText(props.text);
      setWord("Copied");
    } catch {
      setWord("Select it by hand");
    }
    clearTimeout(timer);
    timer = setTimeout(() => setWord("Copy"), 2000);
  };
  return (
    <Button small onClick={() => void copy()} aria-live="polite">
      {word()}
    </Button>
  );
}
